import { Link, MessageBar, MessageBarActions, MessageBarBody, MessageBarGroup } from '@fluentui/react-components';
import type { OutlookHost } from '../office';
import { usePlaygroundText } from '../texts/use-playground-text';

/** The notices that an add-in put above the mail, each with the action of its insight. */
export function NoticeBars({ host }: { host: OutlookHost }) {
  const t = usePlaygroundText();
  const notices = [...host.world.item.notifications];
  return (
    <div role="status" aria-label={t('notice.title')}>
      <MessageBarGroup>
        {notices.map(([key, { type, message, actions = [] }]) => (
          <MessageBar key={key} intent={String(type) === 'errorMessage' ? 'error' : 'warning'} layout="multiline">
            <MessageBarBody>{message}</MessageBarBody>
            <MessageBarActions>
              {actions.map(({ actionText, commandId, contextData }) => (
                <Link key={actionText} as="button" onClick={() => host.runCommand(commandId, String(contextData))}>
                  {actionText}
                </Link>
              ))}
            </MessageBarActions>
          </MessageBar>
        ))}
      </MessageBarGroup>
    </div>
  );
}
