import type { Result } from '@sekisho/client';
import type { Fix, FixResult } from '@sekisho/ui';
import { displayLanguage, isMeeting, type OfficeCalls } from '../office';
import {
  addHead,
  addRecipients,
  addSubject,
  type ChangeError,
  moveToBcc,
  removeFiles,
  removeRecipients,
} from '../office/changes';
import type { Check } from './ports';

type Done = Result<void, ChangeError>;
type Step = () => Promise<Done>;

/** Makes one fix in the draft. */
export function makeFix(calls: OfficeCalls, fix: Fix): Promise<FixResult> {
  switch (fix.kind) {
    case 'remove':
      return inTurn([() => removeRecipients(calls, fix.recipients)]);
    case 'move-to-bcc':
      return inTurn([() => moveToBcc(calls, fix.recipients)]);
    case 'remove-file':
      return inTurn([() => removeFiles(calls, fix.attachments)]);
    case 'edit':
      return Promise.resolve('failed');
  }
}

/** Makes the changes that the server leaves to the draft, in its order. Making them twice changes nothing. */
export function makeChanges(calls: OfficeCalls, check: Check): Promise<FixResult> {
  const wanted = check.verdict.changes.filter((change) => check.toMake?.includes(change.kind));
  return inTurn(wanted.flatMap((change) => stepsOf(calls, change.kind, change.args ?? {})));
}

async function inTurn(steps: readonly Step[]): Promise<FixResult> {
  let made = 0;
  for (const step of steps) {
    const done = await step();
    if (!done.ok) {
      return made > 0 || done.error.kind === 'partly' || done.error.kind === 'not-there' ? 'unsure' : 'failed';
    }
    made += 1;
  }
  return made > 0 ? 'done' : 'failed';
}

function stepsOf(calls: OfficeCalls, kind: string, args: Readonly<Record<string, unknown>>): Step[] {
  switch (kind) {
    case 'removeRecipients':
      return [() => removeRecipients(calls, listOf(args.addresses))];
    case 'addRecipients':
      return added(calls, args);
    case 'forceBcc': {
      // first the new To, then the move: at no moment is the mail without somebody to go to
      const to = typeof args.to === 'string' && args.to !== '' ? [args.to] : [];
      return [() => addRecipients(calls, 'to', to), () => moveToBcc(calls, listOf(args.addresses))];
    }
    case 'addText':
      return [
        ...wordsOf(args.subject).map((text) => () => addSubject(calls, text)),
        ...wordsOf(args.head).map((text) => () => addHead(calls, text)),
      ];
    default:
      return [];
  }
}

function added(calls: OfficeCalls, args: Readonly<Record<string, unknown>>): Step[] {
  const fields = isMeeting()
    ? ([
        ['to', 'required'],
        ['cc', 'optional'],
      ] as const)
    : ([
        ['to', 'to'],
        ['cc', 'cc'],
        ['bcc', 'bcc'],
      ] as const);
  return fields
    .filter(([name]) => listOf(args[name]).length > 0)
    .map(
      ([name, field]) =>
        () =>
          addRecipients(calls, field, listOf(args[name])),
    );
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Texts in the sender's language, the last first: each is put before what is there. */
function wordsOf(value: unknown): string[] {
  const texts = Array.isArray(value) ? (value as { ja?: string; en?: string }[]) : [];
  const language = displayLanguage();
  return texts
    .map(({ ja = '', en = '' }) => (language === 'en' ? en || ja : ja || en))
    .filter((text) => text !== '')
    .reverse();
}
