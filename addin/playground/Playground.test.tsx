// @vitest-environment jsdom
import { act, cleanup, configure, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DemoServer, SendReply } from './demo-server';
import type { Draft, LoadEventCode } from './office';
import type { OfficeGlobal } from './office/testing/addin';
import { Playground } from './Playground';
import type { PlayMode } from './useOutlook';

// Nothing here is about time, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });
configure({ asyncUtilTimeout: 30_000 });

type Handler = (event: { completed(options: object): void }) => void;

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

interface Bar {
  notificationMessages: { replaceAsync(key: string, notice: object, done: () => void): void };
}

const quiet = ['onNewMessageComposeHandler', 'onMessageRecipientsChangedHandler', 'onMessageAttachmentsChangedHandler'];
const sends = (load: LoadEventCode) => vi.mocked(load).mock.calls.filter(([room]) => room.event === 'OnMessageSend');

// An add-in that answers each Send with these options.
function addin(options: object): LoadEventCode {
  return vi.fn<LoadEventCode>((room) => {
    const { actions } = room.office as { actions?: { associate(name: string, handler: Handler): void } };
    actions?.associate('onMessageSendHandler', (event) => event.completed(options));
    for (const name of quiet) actions?.associate(name, (event) => event.completed({}));
  });
}

const stored: SendReply = { accepted: true, replies: ['250 2.0.0 Stored as X1'] };
const refused: SendReply = { accepted: false, replies: ['550 5.7.1 not confirmed'] };

function fakeServer(reply: SendReply) {
  const sent: Draft[] = [];
  const server: DemoServer = {
    config: vi.fn(),
    send: vi.fn(async (draft: Draft) => {
      sent.push(structuredClone(draft));
      return reply;
    }),
    list: vi.fn(async () => [
      { id: 'm1', time: '2026-11-22T10:00:00Z', from: 'a@b', to: ['c@d'], subject: '届いた件名', size: 10 },
    ]),
    raw: vi.fn(async () => 'Received: by gate'),
    clear: vi.fn(async () => {}),
  };
  return { server, sent };
}

async function open(load: LoadEventCode, server: DemoServer, mode: PlayMode = 'softBlock') {
  const config = { account: 'sato@minato.example', name: '佐藤', organization: 'みなと' };
  render(
    <Playground
      config={config}
      server={server}
      load={{ event: load }}
      initial={{ profile: 'web', mode, language: 'ja' }}
    />,
  );
  await act(async () => {});
}

async function press(name: string | RegExp) {
  await userEvent.click(screen.getByRole('button', { name }));
}

async function compose() {
  await userEvent.type(screen.getByLabelText('宛先'), 'tanaka@hokuto.example{Enter}');
  await userEvent.type(screen.getByLabelText('件名'), '見積');
}

function subject() {
  return (screen.getByLabelText('件名') as HTMLInputElement).value;
}

test('what the add-in lets go is handed to the gate, and a blank mail is opened', async () => {
  const { server, sent } = fakeServer(stored);
  const load = addin({ allowEvent: true });
  await open(load, server);
  await compose();
  await press('送信');
  await screen.findByText('送信されました');
  expect(sends(load)).toHaveLength(1);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    from: { address: 'sato@minato.example' },
    to: [{ address: 'tanaka@hokuto.example' }],
    subject: '見積',
  });
  expect(screen.getByText(/250 2\.0\.0 Stored as X1/)).toBeDefined();
  expect(subject()).toBe('');
});

test('what the gate refuses stays here with the gate’s words, and can be sent again', async () => {
  const { server, sent } = fakeServer(refused);
  await open(addin({ allowEvent: true }), server);
  await compose();
  await press('送信');
  await screen.findByText(/550 5\.7\.1 not confirmed/);
  expect(subject()).toBe('見積');
  await press('送信');
  await waitFor(() => expect(sent).toHaveLength(2));
});

test('what the add-in stops goes nowhere', async () => {
  const { server, sent } = fakeServer(stored);
  const options = { allowEvent: false, errorMessage: 'だめです', errorMessageMarkdown: '**だめ**です' };
  await open(addin(options), server);
  await compose();
  await press('送信');
  const alert = await screen.findByRole('alertdialog', { hidden: true });
  expect(alert.textContent).toContain('だめです');
  expect(alert.querySelector('strong')?.textContent).toBe('だめ');
  await userEvent.click(await screen.findByText('送信しない'));
  expect(sent).toHaveLength(0);
  expect(subject()).toBe('見積');
});

test('where the mode allows it, it can be sent anyway', async () => {
  const { server, sent } = fakeServer(refused);
  await open(addin({ allowEvent: false, errorMessage: 'x' }), server, 'promptUser');
  await compose();
  await press('送信');
  // By its text: in jsdom a dialog is not found by its role once another test of the file had one.
  await userEvent.click(await screen.findByText('このまま送信'));
  await waitFor(() => expect(sent).toHaveLength(1));
});

test('without the add-in the mail goes straight to the gate', async () => {
  const { server, sent } = fakeServer(refused);
  const load = addin({ allowEvent: false, errorMessage: 'x' });
  await open(load, server);
  await compose();
  await userEvent.click(screen.getByLabelText(/アドインを通さずに送る/));
  await press('送信');
  await screen.findByText('関門が受け取りませんでした');
  expect(sends(load)).toHaveLength(0);
  expect(sent).toHaveLength(1);
});

test('a server that does not answer is told of', async () => {
  const { server } = fakeServer(stored);
  server.send = async () => {
    throw new Error('503 no gate');
  };
  await open(addin({ allowEvent: true }), server);
  await compose();
  await press('送信');
  await screen.findByText('サーバーに渡せませんでした');
  expect(screen.getByText('503 no gate')).toBeDefined();
});

test('without a recipient nothing is sent', async () => {
  const { server, sent } = fakeServer(stored);
  await open(addin({ allowEvent: true }), server);
  await press('送信');
  expect(screen.getByRole('alert').textContent).toBe('宛先を入力してください。');
  expect(sent).toHaveLength(0);
});

test('a pill can be removed, and Backspace takes the last', async () => {
  const { server } = fakeServer(stored);
  await open(addin({ allowEvent: true }), server);
  const to = screen.getByLabelText('宛先');
  await userEvent.click(to);
  await userEvent.paste('田中 <tanaka@hokuto.example>; b@aoba.example\nc@aoba.example');
  await press('田中 削除');
  expect(screen.queryByText('田中')).toBeNull();
  await userEvent.type(to, '{Backspace}');
  expect(screen.queryByText('c@aoba.example')).toBeNull();
  expect(screen.getByText('b@aoba.example')).toBeDefined();
});

test('an example fills the mail, files too, in the language of the page', async () => {
  const { server, sent } = fakeServer(stored);
  await open(addin({ allowEvent: true }), server);
  await press('English');
  await press('Examples');
  await userEvent.click(await screen.findByRole('menuitem', { name: 'A quotation to a customer' }));
  await press('Send');
  await screen.findByText('Sent');
  expect(sent[0]).toMatchObject({ subject: 'Your quotation', attachments: [{ name: 'quotation_2026-118.pdf' }] });
});

test('the sink shows what arrived, raw', async () => {
  const { server } = fakeServer(stored);
  await open(addin({ allowEvent: true }), server);
  await userEvent.click(screen.getByRole('tab', { name: '届いたメール（1）' }));
  expect(await screen.findByText('Received: by gate')).toBeDefined();
  expect(screen.getByText('届いた件名')).toBeDefined();
  await press('すべて消す');
  expect(server.clear).toHaveBeenCalledOnce();
});

test('what is written raises its events, and an insight stands above the mail with its action', async () => {
  const { server } = fakeServer(stored);
  const seen: string[] = [];
  await open((room) => {
    const { actions, context } = room.office as unknown as OfficeGlobal;
    const handle = (event: { completed(): void }) => {
      seen.push(room.event);
      const insight = {
        type: 'insightMessage',
        message: '社外の宛先があります',
        icon: 'Icon.16',
        actions: [
          { actionType: 'showTaskPane', actionText: '開く', commandId: 'sekishoMessagePane', contextData: '{}' },
        ],
      };
      const item = context.mailbox.item as unknown as Bar;
      item.notificationMessages.replaceAsync('k', insight, () => event.completed());
    };
    for (const name of quiet) actions.associate(name, handle);
  }, server);
  await compose();
  await screen.findByText('社外の宛先があります');
  expect(seen).toEqual(['OnNewMessageCompose', 'OnMessageRecipientsChanged']);
  vi.stubGlobal('fetch', async () => new Response('', { status: 404 }));
  await press('開く');
  expect(await screen.findByRole('complementary', { name: '関所' })).toBeDefined();
});

test('a meeting has attendees and rooms, and a shared mailbox can send', async () => {
  const { server, sent } = fakeServer(stored);
  await open(addin({ allowEvent: true }), server);
  await userEvent.click(screen.getByRole('tab', { name: '会議' }));
  await userEvent.type(screen.getByLabelText('必須'), 'tanaka@hokuto.example{Enter}');
  await userEvent.type(screen.getByLabelText('会議室'), 'room-a@minato.example{Enter}');
  expect(screen.queryByLabelText('Bcc')).toBeNull();
  await userEvent.click(screen.getByRole('tab', { name: 'メール' }));
  await userEvent.selectOptions(screen.getByLabelText('差出人'), 'sales@minato.example');
  await press('送信');
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({
    from: { address: 'sales@minato.example' },
    shared: { owner: 'sales@minato.example' },
  });
});

test('files in the cloud: one is listed, the other is a link in the body', async () => {
  const { server } = fakeServer(stored);
  await open(addin({ allowEvent: true }), server);
  await press('クラウドから添付');
  await press('リンクで共有');
  expect(screen.getByText(/· クラウド$/)).toBeDefined();
  expect((screen.getByLabelText('本文') as HTMLTextAreaElement).value).toContain('sharepoint.example');
});

test('hundreds of recipients are told by their number', async () => {
  const { server } = fakeServer(stored);
  await open(addin({ allowEvent: true }), server);
  await press('例から作成');
  await userEvent.click(await screen.findByRole('menuitem', { name: '500 人へのお知らせ' }));
  expect(screen.getByRole('button', { name: 'ほか 470 件' })).toBeDefined();
});
