import { type ApiCalls, ApiError } from './api-calls';
import type { DraftBody } from './draft';
import type { QuirkCode } from './quirk';

/** The longest subject, in characters. (2) */
const subjectLimit = 255;
/** The longest body that setAsync takes, and what appendOnSendAsync takes, in characters. (2) */
const bodyLimit = 1_000_000;
const appendLimit = 5_000;

type BodyCalls = Pick<
  Office.Body,
  'getAsync' | 'setAsync' | 'getTypeAsync' | 'prependAsync' | 'setSelectedDataAsync' | 'appendOnSendAsync'
>;

/** The subject, as Office.js shows it. */
export function subjectField(calls: ApiCalls): Office.Subject {
  const { world } = calls;
  return {
    getAsync: (...args: unknown[]) =>
      calls.run('subject.getAsync', { permission: 'ReadItem' }, args, () => world.draft.subject),
    setAsync: (text: string, ...args: unknown[]) =>
      calls.run('subject.setAsync', { permission: 'ReadWriteItem' }, args, () => {
        limit(calls, 'subject-too-long', 'subject.setAsync', text.length, subjectLimit);
        world.draft.subject = text;
        world.changed();
      }),
  } as Office.Subject;
}

/** The body, as Office.js shows it. */
export function bodyField(calls: ApiCalls): BodyCalls {
  const { world } = calls;
  const write = (api: string, change: (body: DraftBody, text: string, html: boolean) => DraftBody) => {
    return (text: string, ...args: unknown[]) =>
      calls.run(`body.${api}`, { permission: 'ReadWriteItem' }, args, () => {
        editing(calls, `body.${api}`);
        const next = change(world.draft.body, text, option(args, 'coercionType') === 'html');
        limit(calls, 'body-too-long', `body.${api}`, Math.max(text.length, next.html.length), bodyLimit);
        world.draft.body = next;
        world.changed();
      });
  };
  return {
    getAsync: (coercion: string, ...args: unknown[]) =>
      calls.run('body.getAsync', { permission: 'ReadItem' }, args, () => read(calls, coercion, args)),
    getTypeAsync: (...args: unknown[]) =>
      calls.run('body.getTypeAsync', { permission: 'ReadItem' }, args, () => 'html'),
    setAsync: write('setAsync', (_, text, html) => part(text, html)),
    prependAsync: write('prependAsync', (body, text, html) => joined(part(text, html), body)),
    setSelectedDataAsync: write('setSelectedDataAsync', (body, text, html) => joined(body, part(text, html))),
    appendOnSendAsync: (text: string, ...args: unknown[]) =>
      calls.run('body.appendOnSendAsync', { permission: 'ReadWriteItem' }, args, () => {
        limit(calls, 'append-too-long', 'body.appendOnSendAsync', text.length, appendLimit);
        world.draft.appended = part(text, option(args, 'coercionType') === 'html');
      }),
  } as BodyCalls;
}

/** facts 2: HostConfig gives the current reply only, where messages are shown as conversations. */
function read(calls: ApiCalls, coercion: string, args: readonly unknown[]): string {
  const { draft, profile } = calls.world;
  const own = String(option(args, 'bodyMode')) === '1' && profile.platform === 'OfficeOnline';
  const whole = draft.quoted === undefined || own ? draft.body : joined(draft.body, draft.quoted);
  return whole[coercion === 'html' ? 'html' : 'text'];
}

function editing(calls: ApiCalls, api: string): void {
  if (calls.sending) {
    // facts 1.8: on Mac the handler is called again and again after it changed the body
    const detail = 'a send handler that edits the body is called in a loop on Mac (facts 1.8)';
    calls.world.quirks.add('body-edited-in-handler', api, detail);
  }
}

function part(text: string, html: boolean): DraftBody {
  return html ? { html: text, text: text.replace(/<[^>]*>/g, '') } : { text, html: text };
}

function joined(first: DraftBody, second: DraftBody): DraftBody {
  return { text: `${first.text}\n${second.text}`, html: `${first.html}${second.html}` };
}

function option(args: readonly unknown[], name: string): unknown {
  const found = args.find((arg) => typeof arg === 'object' && arg !== null && name in arg);
  return found === undefined ? undefined : (found as Record<string, unknown>)[name];
}

function limit(calls: ApiCalls, code: QuirkCode, api: string, length: number, most: number): void {
  if (length > most) {
    calls.world.quirks.add(code, api, `${length} characters, at most ${most} (facts 2)`);
    throw new ApiError(9000, 'DataExceedsMaximumSize', `The data parameter is longer than ${most} characters.`);
  }
}
