import { createContext, runInContext } from 'node:vm';
import {
  bareGlobals,
  type Draft,
  type EventRoom,
  type FakeManifest,
  type Identity,
  type MailboxStore,
  newDraft,
  OutlookHost,
  type ProfileId,
  profiles,
} from '../../../playground/office';
import { events } from '../../../playground/office/testing/addin';
import { ManualClock } from '../../../playground/office/testing/manual-clock';
import { keepKey, paneButtons } from '../../office';

export const origin = 'https://sekisho.example';

/** What our manifest says. */
export const manifest: FakeManifest = {
  name: '関所',
  permission: 'ReadWriteMailbox',
  sendMode: 'softBlock',
  handlers: { message: 'onMessageSendHandler', appointment: 'onAppointmentSendHandler' },
  events,
  controls: { [paneButtons.message]: { kind: 'taskpane' }, [paneButtons.appointment]: { kind: 'taskpane' } },
  images: ['Icon.16'],
};

/** One request as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
  /** The body as it came. */
  readonly text: string;
}

/** What the server does with a request; `after` is in milliseconds, and none is an answer that never comes. */
export type Answer =
  | { readonly status: number; readonly text: string; readonly after?: number; readonly etag?: string }
  | 'down'
  | 'silent';

export interface Office {
  readonly host: OutlookHost;
  readonly clock: ManualClock;
  readonly seen: Seen[];
  readonly kept: Map<string, string>;
  server: (request: Seen) => Answer;
}

export interface OfficeOptions {
  readonly profile?: ProfileId;
  readonly displayLanguage?: string;
  readonly draft?: Partial<Draft>;
  readonly server?: (request: Seen) => Answer;
  readonly kept?: Readonly<Record<string, string>>;
  readonly identity?: Identity;
}

/** A window of Outlook with the built launch event, and a server made of a function. */
export function openOffice(script: string, options: OfficeOptions = {}): Office {
  const profile = profiles[options.profile ?? 'web'];
  const clock = new ManualClock();
  const bare = profile.runtime === 'javascript-only';
  const partition = bare ? undefined : 'partition-1';
  const kept = new Map(Object.entries(options.kept ?? {}).map(([name, value]) => [`${partition ?? ''}${name}`, value]));
  const mailbox: MailboxStore = { roamingSettings: new Map(), runtimeStorage: kept };
  const draft = newDraft('hoshino@akatsuki.example', {
    to: [{ address: 'tanaka@tsubame.example', name: '田中' }],
    subject: '見積の件',
    body: { text: 'お世話になっております。', html: '<p>お世話になっております。</p>' },
    ...options.draft,
  });
  const office: Office = {
    host: new OutlookHost({
      profile,
      manifest,
      draft,
      clock,
      mailbox,
      displayLanguage: options.displayLanguage ?? 'ja-JP',
      ...(options.identity === undefined ? {} : { identity: options.identity }),
      load: (room) =>
        void runInContext(
          script.replace('https://sekisho-origin.invalid', origin),
          room.officeRuntime === undefined ? pageContext(office, room) : bareContext(office, room),
        ),
    }),
    clock,
    seen: [],
    kept,
    server: options.server ?? (() => 'down'),
  };
  return office;
}

/** The clock that the script reads. It starts late in 2026. */
const start = Date.parse('2026-11-22T09:00:00Z');

function bareContext(office: Office, room: EventRoom) {
  const globals = bareGlobals(office.host.world, room, { fetch: (url, init) => network(office, url, init) });
  return createContext({ ...globals, Date: clockOf(office) });
}

function pageContext(office: Office, room: EventRoom) {
  const keep = {
    getItem: async (key: string) => office.kept.get(key) ?? null,
    setItem: async (key: string, value: string) => void office.kept.set(key, value),
  };
  return createContext({
    ...bareGlobals(office.host.world, room, { fetch: (url, init) => network(office, url, init) }),
    Date: clockOf(office),
    sekishoPage: { origin, keep },
  });
}

function clockOf(office: Office) {
  return class extends Date {
    static override now() {
      return start + office.clock.now();
    }
  };
}

function network(office: Office, url: string, init: unknown): Promise<unknown> {
  const { method, headers, body } = init as { method: string; headers: Record<string, string>; body?: string };
  const seen: Seen = {
    method,
    path: url.replace(origin, ''),
    headers,
    text: body ?? '',
    body: body !== undefined && /json/.test(headers['Content-Type'] ?? '') ? JSON.parse(body) : {},
  };
  office.seen.push(seen);
  const answer = office.server(seen);
  if (answer === 'down') {
    return Promise.reject(new TypeError('Network request failed'));
  }
  return new Promise((resolve) => {
    if (answer !== 'silent') {
      office.clock.setTimeout(() => resolve(response(answer)), answer.after ?? 20);
    }
  });
}

function response(answer: Exclude<Answer, string>) {
  const fields: Record<string, string> = { 'Content-Type': 'application/json', ETag: answer.etag ?? '' };
  return {
    ok: answer.status < 300,
    status: answer.status,
    headers: { get: (name: string) => fields[name] ?? null },
    text: async () => answer.text,
  };
}

export { keepKey };
