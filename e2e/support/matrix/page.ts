import {
  type EventRoom,
  type FakeManifest,
  type OutlookHost,
  type PageRoom,
  type ProfileId,
  profiles,
  supports,
} from '../../../addin/playground/office/index.ts';
import { MeterClock, measureSends, type Sample } from './meter.ts';
import { Network } from './network.ts';
import { popups } from './popups.ts';
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
  const scenario = scenarios[name] ?? popups[name];
  if (scenario === undefined) throw new Error(`no scenario "${name}"`);
  // a dialog waits for a person: there only the machine's own clock is right
  const clock = manifest.itemSend === undefined ? new VirtualClock() : new MeterClock();
  await scenario(pageStage(id, manifest, cell, clock));
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
    loadFunctionFile: (room) => loadFunctions(stage, room),
    atThePane: (host) => person(stage, host),
    atTheDialog: (host, what) => atTheDialog(stage, host, what),
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

async function loadFunctions({ network }: Stage, room: PageRoom): Promise<(name: string) => unknown> {
  const { office, nestedAppAuthBridge, ended } = room;
  const frame = await openFrame('/addin/itemsend.html', { office, nestedAppAuthBridge }, network);
  void ended.then(() => frame.remove());
  return (name) => (frame.contentWindow as unknown as Record<string, unknown>)[name];
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

const words = { confirm: /確認して送信|Confirm and send/, anyway: /送信する$|このまま送信|Send anyway/ };

/** A person before one of the add-in's pages. */
class Person {
  constructor(private readonly frame: HTMLIFrameElement) {
    Object.assign(frame.style, { width: '360px', height: '800px' });
  }

  text(): string {
    return this.frame.contentDocument?.body?.textContent ?? '';
  }

  /** Ticks what is there to be ticked, says yes, and presses the button when it lets them. */
  async confirm(): Promise<void> {
    await eventually('the checklist', () => this.button(words.confirm) !== undefined, 15_000);
    await eventually('everything ticked', () => {
      for (const box of this.find<HTMLInputElement>('input[type=checkbox]')) if (!box.checked) box.click();
      for (const yes of this.find<HTMLInputElement>('input[type=radio]')) {
        if (!yes.checked && /はい|Yes/.test(yes.labels?.[0]?.textContent ?? '')) yes.click();
      }
      const button = this.button(words.confirm);
      return button?.disabled === false && button.getAttribute('aria-disabled') !== 'true';
    });
    this.button(words.confirm)?.click();
  }

  async press(name: RegExp): Promise<void> {
    await eventually(`a button ${name}`, () => this.button(name) !== undefined, 15_000);
    this.button(name)?.click();
  }

  private button(name: RegExp): HTMLButtonElement | undefined {
    return this.find<HTMLButtonElement>('button').find((one) => name.test(one.textContent ?? ''));
  }

  private find<T extends Element>(selector: string): T[] {
    return Array.from(this.frame.contentDocument?.querySelectorAll<T>(selector) ?? []);
  }
}

async function person(stage: Stage, host: OutlookHost): Promise<void> {
  const slot = { office: host.office('taskpane'), nestedAppAuthBridge: host.bridge('taskpane') };
  const frame = await openFrame('/addin/taskpane.html', slot, stage.network);
  await new Person(frame).confirm();
  const confirmed = () => stage.network.seen.some((one) => /confirmation$/.test(one.path) && one.status === 200);
  await eventually('the confirmation', confirmed);
  if (!supports(stage.profile, '1.15')) await host.send();
  void eventually('sent', () => host.status === 'sent').then(
    () => frame.remove(),
    () => frame.remove(),
  );
}

async function atTheDialog(stage: Stage, host: OutlookHost, what: 'confirm' | 'send-anyway' | 'read'): Promise<void> {
  const { url, office } = host.dialogs.open ?? { url: '', office: {} };
  const frame = await openFrame(url, { office, nestedAppAuthBridge: undefined }, stage.network);
  const someone = new Person(frame);
  await eventually('words in the dialog', () => someone.text().trim() !== '', 15_000);
  if (what === 'confirm') await someone.confirm();
  if (what === 'send-anyway') await someone.press(words.anyway);
  void eventually('the end of the dialog', () => host.dialogs.open === undefined, 30_000).finally(() => frame.remove());
}

Object.assign(window, { sekishoMatrix: { play, measure } });
