import { hasNestedAppAuth, type OfficeCalls, type OfficeError, readToken, singleSignOn } from '../office';
import type { Nested } from './nested';
import { inTime, type NoToken, needsAdministrator, type Token, tokenOf } from './outcome';
import type { SignInSettings } from './settings';

/** How long the ways of signing in may take, in milliseconds. */
export interface SignInLimits {
  readonly nested: number;
  /** All ways together. */
  readonly total: number;
}

/** As long as a send handler takes to read the item and its files at worst: signing in then costs the sender nothing. */
export const handlerLimits: SignInLimits = { nested: 1_100, total: 1_500 };

/**
 * A token for our API without showing anything: from Outlook's broker, from the older single sign-on where there is no
 * broker or it fails, else the device token. Empty: there is none.
 */
export async function quietToken(
  settings: SignInSettings | undefined,
  calls: OfficeCalls,
  limits: SignInLimits = handlerLimits,
): Promise<string> {
  // an organisation may go over from one to the other: the device token is at hand without waiting
  const device = readToken(calls).catch(() => '');
  if (settings === undefined) {
    return device;
  }
  const entra = await inTime(quiet(settings, calls, limits), limits.total);
  return tokenOf(entra) || device;
}

async function quiet(settings: SignInSettings, calls: OfficeCalls, limits: SignInLimits): Promise<Token> {
  const nested = await byBroker(settings, (broker) => broker.silent(), limits.nested);
  if (!mayTryElsewhere(nested)) {
    return nested;
  }
  return bySingleSignOn(calls, false, limits.total);
}

/** Signs in as a person at the pane wishes: windows may open, and take as long as the person does. */
export async function askForToken(settings: SignInSettings, calls: OfficeCalls): Promise<Token> {
  const nested = await byBroker(settings, (broker) => broker.ask(), patience);
  if (!mayTryElsewhere(nested)) {
    return nested;
  }
  const older = await bySingleSignOn(calls, true, patience);
  // that there is no second way says less than why the first went wrong
  return 'why' in older && older.why === 'unavailable' ? nested : older;
}

/** Ten minutes: somebody may have to look for a telephone. */
const patience = 600_000;

/** Who has to sign in or said no has been heard; where the broker itself is the trouble the older way may still work. */
function mayTryElsewhere(outcome: Token): boolean {
  return 'why' in outcome && (outcome.why === 'unavailable' || outcome.why === 'failed');
}

/** MSAL is nine tenths of the script, so nothing of it runs before it is known to be of use. */
function byBroker(settings: SignInSettings, work: (broker: Nested) => Promise<Token>, milliseconds: number) {
  if (!hasNestedAppAuth()) {
    return Promise.resolve<Token>({ why: 'unavailable' });
  }
  const open = async (): Promise<Token> => {
    const { openNested } = await import('./nested');
    const broker = await openNested(settings);
    return broker === undefined ? { why: 'unavailable' } : work(broker);
  };
  return inTime(open(), milliseconds);
}

async function bySingleSignOn(calls: OfficeCalls, ask: boolean, milliseconds: number): Promise<Token> {
  const answer = await singleSignOn(calls, ask, milliseconds);
  if (answer.ok) {
    return answer.value === '' ? { why: 'failed' } : { token: answer.value };
  }
  return { why: reasonOf(answer.error) };
}

/** Office's codes: 13001 and 13003 to 13005 want a sign-in or consent, 13002 is a person who said no. */
function reasonOf(error: OfficeError): NoToken {
  if (error.kind !== 'failed') {
    return error.kind === 'missing' ? 'unavailable' : 'failed';
  }
  if (needsAdministrator(error.message)) {
    return 'consent';
  }
  switch (error.code) {
    case 13_001:
      return 'ask';
    case 13_002:
      return 'cancelled';
    case 13_005:
      return 'consent';
    case 13_000:
    case 13_003:
    case 13_004:
    case 13_012:
      return 'unavailable';
    default:
      return 'failed';
  }
}
