import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import { useState } from 'react';
import type { Account, Bound } from '../backend/api.gen';
import { useBackend, useLive } from '../backend/BackendProvider';
import { AskDialog } from '../parts/AskDialog';
import { Empty } from '../parts/Empty';
import { Page } from '../parts/Page';
import { ProblemBar } from '../parts/ProblemBar';
import { useAction } from '../parts/useAction';
import type { Place } from '../shell/places';
import { useWindowText } from '../texts/use-window-text';
import { AccountCard } from './AccountCard';
import { AddAccount } from './AddAccount';

const load = (call: Bound) => call.Accounts();

/** The addresses that the companion stands in front of. */
export function AccountsPage({ onGo }: { onGo: (place: Place) => void }) {
  const t = useWindowText();
  const { call } = useBackend();
  const { value: accounts, problem, reload } = useLive(load, ['accounts']);
  const action = useAction();
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState('');
  const [removing, setRemoving] = useState<Account>();
  const add = (
    <Button appearance="primary" icon={<AddRegular aria-hidden />} onClick={() => setAdding(true)}>
      {t('accounts.add')}
    </Button>
  );
  const remove = (account: Account) =>
    action.run(async () => {
      await call.RemoveAccount(account.id);
      setRemoving(undefined);
      setAdded('');
      reload();
    });
  if (adding) {
    return (
      <AddAccount
        onDone={(address) => {
          setAdding(false);
          setAdded(address);
          reload();
        }}
        onClose={() => setAdding(false)}
      />
    );
  }
  const none = accounts?.length === 0;
  return (
    <Page title={t('nav.accounts')} actions={!none && add} problem={problem} loading={!accounts}>
      <div role="status">
        {added && (
          <MessageBar intent="success" layout="multiline">
            <MessageBarBody>{t('add.added', { address: added })}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      {none && <Empty icon={<MailRegular />} title={t('accounts.empty')} text={t('accounts.emptyHow')} action={add} />}
      {accounts?.map((account) => (
        <AccountCard
          key={account.id}
          account={account}
          open={account.address === added}
          onRemove={() => setRemoving(account)}
          onChanged={reload}
          onGuides={() => onGo('guides')}
        />
      ))}
      {removing && (
        <AskDialog
          heading={t('accounts.removeHeading', { address: removing.address })}
          action={t('accounts.remove')}
          busy={action.busy}
          onAction={() => remove(removing)}
          onClose={() => {
            setRemoving(undefined);
            action.forget();
          }}
        >
          <ProblemBar problem={action.problem} />
          {t('accounts.removeText')}
        </AskDialog>
      )}
    </Page>
  );
}
