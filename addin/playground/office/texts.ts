import { type ApiCalls, ApiError } from './api-calls';

/** The longest subject, in characters. (2) */
const subjectLimit = 255;
/** The longest body that setAsync takes, in characters. (2) */
const bodyLimit = 1_000_000;

type BodyCalls = Pick<Office.Body, 'getAsync' | 'setAsync' | 'getTypeAsync'>;

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
  const set = (text: string, html: boolean) => {
    limit(calls, 'body-too-long', 'body.setAsync', text.length, bodyLimit);
    if (calls.runtime === 'event') {
      // facts 1.8: on Mac the handler is called again and again after it changed the body
      world.quirks.add(
        'body-edited-in-handler',
        'body.setAsync',
        'a send handler that edits the body is called in a loop on Mac (facts 1.8)',
      );
    }
    world.draft.body = html ? { html: text, text: text.replace(/<[^>]*>/g, '') } : { text, html: text };
    world.changed();
  };
  return {
    getAsync: (coercion: string, ...args: unknown[]) =>
      calls.run(
        'body.getAsync',
        { permission: 'ReadItem' },
        args,
        () => world.draft.body[coercion === 'html' ? 'html' : 'text'],
      ),
    getTypeAsync: (...args: unknown[]) =>
      calls.run('body.getTypeAsync', { permission: 'ReadItem' }, args, () => 'html'),
    setAsync: (text: string, ...args: unknown[]) =>
      calls.run('body.setAsync', { permission: 'ReadWriteItem' }, args, () => set(text, wantsHtml(args))),
  } as BodyCalls;
}

function wantsHtml(args: readonly unknown[]): boolean {
  return args.some(
    (arg) => typeof arg === 'object' && arg !== null && 'coercionType' in arg && arg.coercionType === 'html',
  );
}

function limit(
  calls: ApiCalls,
  code: 'subject-too-long' | 'body-too-long',
  api: string,
  length: number,
  most: number,
): void {
  if (length > most) {
    calls.world.quirks.add(code, api, `${length} characters, at most ${most} (facts 2)`);
    throw new ApiError(9000, 'DataExceedsMaximumSize', `The data parameter is longer than ${most} characters.`);
  }
}
