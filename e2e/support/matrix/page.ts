import {
  type EventRoom,
  type FakeManifest,
  type OutlookHost,
  type ProfileId,
  profiles,
  supports,
} from '../../../addin/playground/office/index.ts';
import { MeterClock, measureSends, type Sample } from './meter.ts';
import { Network } from './network.ts';
import { scenarios } from './scenarios.ts';
import { eventually, type Stage } from './stage.ts';
import type { StageClock } from './stage-clock.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What the script in place of office.js finds on its frame. */
interface Slot {
  readonly office: unknown;
  readonly nestedAppAuthBridge: unknown;
  /** The clock that the page lives by; without it the machine's. */
  readonly time?: object;
  readonly fetch: unknown;
  readonly XMLHttpRequest: unknown;
}

/** Plays one cell in this page: the add-in's own pages run in frames, the fake's window is here. */
export async function play(id: ProfileId, manifest: FakeManifest, name: string, cell: string): Promise<void> {
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`no scenario "${name}"`);
  await scenario(pageStage(id, manifest, cell, new VirtualClock()));
}

/** Measures so many sends in this page. */
export function measure(id: ProfileId, manifest: FakeManifest, count: number, cell: string): Promise<Sample[]> {
  const clock = new MeterClock();
  return measureSends(pageStage(id, manifest, cell, clock), clock, count);
}

function pageStage(id: ProfileId, manifest: FakeManifest, cell: string, clock: StageClock): Stage {
  const real = window.fetch.bind(window);
  const network = new Network((url, init) => real(url, init), clock);
  localStorage.clear();
  const stage: Stage = {
    profile: profiles[id],
    manifest,
    origin: location.origin,
    network,
    mailbox: { roamingSettings: new Map(), runtimeStorage: new Map() },
    cell,
    clock,
    load: (room) => loadEvent(stage, room),
    atThePane: (host) => person(stage, host),
  };
  return stage;
}

async function loadEvent({ network, clock }: Stage, room: EventRoom): Promise<void> {
  const { office, nestedAppAuthBridge, ended } = room;
  const time = {
    setTimeout: (run: () => void, milliseconds = 0) => clock.setTimeout(run, milliseconds),
    clearTimeout: (id: number) => clock.clearTimeout(id),
    Date: clock.date(),
  };
  const frame = await openFrame('/addin/launchevent.html', { office, nestedAppAuthBridge, time }, network);
  void ended.then(() => frame.remove());
}

function openFrame(
  path: string,
  slot: Pick<Slot, 'office' | 'nestedAppAuthBridge' | 'time'>,
  network: Network,
): Promise<HTMLIFrameElement> {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe');
    const whole: Slot = { ...slot, fetch: network.fetch, XMLHttpRequest: network.xhr() };
    Object.assign(frame, { sekishoSlot: whole, src: path });
    frame.addEventListener('load', () => resolve(frame));
    document.body.append(frame);
  });
}

const sendWords = /確認して送信|Confirm and send/;

/** A person at the real pane: ticks what is there to be ticked, says yes, and presses the button when it lets them. */
async function person(stage: Stage, host: OutlookHost): Promise<void> {
  const office = host.office('taskpane');
  const frame = await openFrame(
    '/addin/taskpane.html',
    { office, nestedAppAuthBridge: host.bridge('taskpane') },
    stage.network,
  );
  Object.assign(frame.style, { width: '360px', height: '800px' });
  const find = <T extends Element>(selector: string) =>
    Array.from(frame.contentDocument?.querySelectorAll<T>(selector) ?? []);
  const button = () => find<HTMLButtonElement>('button').find((one) => sendWords.test(one.textContent ?? ''));
  await eventually('the checklist', () => button() !== undefined, 15_000);
  await eventually('everything ticked', () => {
    for (const box of find<HTMLInputElement>('input[type=checkbox]')) if (!box.checked) box.click();
    for (const yes of find<HTMLInputElement>('input[type=radio]')) {
      if (!yes.checked && /はい|Yes/.test(yes.labels?.[0]?.textContent ?? '')) yes.click();
    }
    return button()?.disabled === false && button()?.getAttribute('aria-disabled') !== 'true';
  });
  button()?.click();
  const confirmed = () => stage.network.seen.some((one) => /confirmation$/.test(one.path) && one.status === 200);
  await eventually('the confirmation', confirmed);
  if (!supports(stage.profile, '1.15')) await host.send();
  void eventually('sent', () => host.status === 'sent').then(
    () => frame.remove(),
    () => frame.remove(),
  );
}

Object.assign(window, { sekishoMatrix: { play, measure } });
