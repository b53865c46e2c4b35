import { describe, expect, it } from 'vitest';
import { profiles } from './profiles';
import { withHandler } from './testing/addin';

const ids = Object.values(profiles).map((profile) => profile.id);

describe('a right add-in', () => {
  it.each(ids)('is left alone by %s', async (id) => {
    const { host, clock } = withHandler(id, (event, office) => {
      const item = office.context.mailbox.item as Office.MessageCompose;
      item.to.getAsync((to) =>
        item.internetHeaders.setAsync({ 'X-Sekisho-Pass': to.value[0]?.emailAddress ?? '' }, () =>
          event.completed({
            allowEvent: false,
            errorMessage: '社外の宛先があります。',
            errorMessageMarkdown: '**社外**の宛先があります。',
            cancelLabel: '確認する',
            commandId: 'openPane',
            contextData: JSON.stringify({ check: 'c1' }),
            sendModeOverride: 'promptUser' as Office.MailboxEnums.SendModeOverride,
          }),
        ),
      );
    });
    expect(await clock.settle(host.send())).toBe('alert');
    host.quirks.assertClean();
    expect(host.draft.headers).toEqual({ 'X-Sekisho-Pass': 'tanaka@tsubame.example' });
    expect(host.alert?.message).toBe('社外の宛先があります。');
  });

  it('sees what each client can show', async () => {
    const shown: Record<string, unknown> = {};
    for (const id of ids) {
      const { host, clock } = withHandler(id, (event) =>
        event.completed({
          allowEvent: false,
          errorMessage: 'a',
          errorMessageMarkdown: '**a**',
          cancelLabel: 'Check',
          commandId: 'openPane',
        }),
      );
      await clock.settle(host.send());
      shown[id] = [
        host.alert?.buttons.map((button) => `${button.kind}=${button.label}`).join(' '),
        host.alert?.markdown,
      ];
    }
    const action = ['take-action=Check dont-send=送信しない', '**a**'];
    const relabelled = ['dont-send=Check', undefined];
    expect(shown).toEqual({
      web: action,
      'new-windows': action,
      'classic-2206': ['dont-send=送信しない', undefined],
      'classic-2404': relabelled,
      'classic-2412': action,
      'classic-2602': action,
      'classic-ltsc-2024': relabelled,
      mac: relabelled,
      'mac-preview': action,
    });
  });
});
