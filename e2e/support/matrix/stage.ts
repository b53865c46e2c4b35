import {
  type Draft,
  type EventRoom,
  type FakeManifest,
  type LoadFunctionFile,
  type MailboxStore,
  newDraft,
  OutlookHost,
  type Profile,
} from '../../../addin/playground/office/index.ts';
import type { Network } from './network.ts';
import type { StageClock } from './stage-clock.ts';

/** What a scenario plays on: one client, the production bundle in it, and a network to the real server. */
export interface Stage {
  readonly profile: Profile;
  readonly manifest: FakeManifest;
  /** Where the server is; also the add-in's origin. */
  readonly origin: string;
  readonly network: Network;
  readonly mailbox: MailboxStore;
  readonly clock: StageClock;
  readonly load: (room: EventRoom, host: OutlookHost) => void | Promise<void>;
  readonly loadFunctionFile?: LoadFunctionFile;
  /** Makes subjects, and so drafts, of this cell unlike those of every other. */
  readonly cell: string;
  /** A person at the pane that stands open: ticks, answers, confirms. Where the pane sends, it does. */
  readonly atThePane: (host: OutlookHost) => Promise<void>;
  /** The same at the dialog of the older on-send; `read` only waits until it says something. */
  readonly atTheDialog?: (host: OutlookHost, what: 'confirm' | 'send-anyway' | 'read') => Promise<void>;
}

/** Who sends. It is the demo's person. */
export const sender = { address: 'sato@minato.example', name: '佐藤 花子' };
/** A colleague, a customer, somebody who passes for the customer, a competitor. */
export const colleague = { address: 'yamada@minato.example', name: '山田 太郎' };
export const outsider = { address: 'tanaka@hokuto.example', name: '田中 花子' };
export const lookAlike = { address: 'tanaka@hokut0.example' };
export const rival = { address: 'info@kaigan-seiki.example' };

let drafts = 0;

/** A window of the client on a new mail. */
export function openWindow(stage: Stage, parts: Partial<Draft> = {}): OutlookHost {
  const { profile, manifest, origin, mailbox, load, loadFunctionFile, cell, clock } = stage;
  const draft = newDraft(sender.address, {
    from: { ...sender },
    to: [{ ...colleague }],
    subject: `${cell} ${++drafts}`,
    body: { text: 'よろしくお願いいたします。', html: '<p>よろしくお願いいたします。</p>' },
    ...parts,
  });
  const host: OutlookHost = new OutlookHost({
    profile,
    manifest,
    draft,
    origin,
    mailbox,
    clock,
    load: (room) =>
      clock.hold(
        Promise.resolve().then(() => load(room, host)),
        'load',
      ),
    account: sender.address,
    ...(loadFunctionFile === undefined ? {} : { loadFunctionFile }),
  });
  return host;
}

/** The draft of the first check that was asked for at Send. */
export function sentDraft(stage: Stage): Record<string, unknown> {
  const [check] = stage.network.checks('send');
  if (check === undefined) throw new Error('no check was asked for at Send');
  return check.body;
}

/** Fails the cell. */
export function want(what: string, got: unknown, wanted: unknown): void {
  const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: got ${a}, want ${b}`);
}

/** Fails the cell unless a condition holds. */
export function must(what: string, holds: boolean, detail: unknown = ''): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(detail)}`);
}

/** Waits for something that happens beside. */
export async function eventually(what: string, holds: () => boolean, milliseconds = 8_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`${what}: not within ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Confirms the last check over the API, without a pane: everything is named, as a person who read it all would. */
export async function confirmLast(stage: Stage): Promise<void> {
  const asked = stage.network.checks().filter((one) => one.answer.decision === 'ask');
  const id = String(asked.at(-1)?.answer.id ?? '');
  must('a check that asks', id !== '');
  const url = `${stage.origin}/v1/checks/${id}`;
  const check = (await (await fetch(url)).json()) as { verdict: { confirm: Record<string, unknown> } };
  const { items, questions, words, reason } = check.verdict.confirm;
  const answer = await fetch(`${url}/confirmation`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      items,
      questions,
      words: words ?? [],
      ...(reason === true ? { reason: '顧客の依頼' } : {}),
    }),
  });
  want('confirmation', answer.status, 200);
}

/** Presses the alert's button that opens the pane; before 1.14 there is none, and the ribbon has it. */
export async function openPane(host: OutlookHost): Promise<void> {
  const { action } = host.world.profile.alert;
  const control = host.draft.kind === 'message' ? 'sekishoMessagePane' : 'sekishoMeetingPane';
  await host.press(action === 'take-action' ? 'take-action' : 'dont-send');
  if (action === 'none') host.runCommand(control);
  want('the pane', host.pane?.controlId, control);
}

/** Whether the person has a way to send all the same: a button, or a second press where there is none. */
export async function sendAllTheSame(host: OutlookHost, clock: StageClock): Promise<string> {
  if (host.world.profile.alert.sendModeOverride) {
    must('a button to send anyway', host.alert?.buttons.some((one) => one.kind === 'send-anyway') === true, host.alert);
    return host.press('send-anyway');
  }
  await host.press('dont-send');
  await clock.wait(2_000); // the alert wants to be read
  return host.send();
}
