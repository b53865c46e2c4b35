import { hostTransport, parseJson } from '@sekisho/client';
import type { OfficeCalls } from '../office';
import { askForToken, handlerLimits, quietToken, type SignInLimits } from './entra';
import type { NoToken } from './outcome';
import { type SignInSettings, settingsOf } from './settings';

/** A pane may take its time: no Send is waiting for it. */
const paneLimits: SignInLimits = { nested: 8_000, total: 12_000 };
const settingsPatience = 3_000;
/** A token is asked for again after so many milliseconds; Outlook gives none that ends sooner. */
const holdFor = 240_000;

/** Reads how people sign in at this server; undefined: by enrolment codes, or it could not be read. */
export async function pageSettings(origin: string, milliseconds: number): Promise<SignInSettings | undefined> {
  const url = `${origin}/addin/signin.json`;
  const reply = await hostTransport({ method: 'GET', url, headers: {}, repeatable: true }, milliseconds);
  return reply.ok && reply.value.status === 200 ? settingsOf(parseJson(reply.value.text)) : undefined;
}

/** The token of a page that works on a Send; empty: there is none. In the same time as a handler's. */
export async function pageToken(origin: string, calls: OfficeCalls): Promise<string> {
  const began = Date.now();
  const settings = await pageSettings(origin, handlerLimits.total / 2);
  const left = handlerLimits.total - (Date.now() - began);
  return quietToken(settings, calls, { nested: Math.min(handlerLimits.nested, left), total: left });
}

/** How a pane signs in. */
export class PaneSignIn {
  private known: SignInSettings | undefined;
  private held = { token: '', since: 0 };

  constructor(
    private readonly origin: string,
    private readonly calls: OfficeCalls,
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** Whether people sign in by Entra here. */
  async isOffered(): Promise<boolean> {
    return (await this.settings()) !== undefined;
  }

  /** The token for a request, without showing anything; empty: there is none. */
  async token(): Promise<string> {
    if (this.held.token !== '' && this.now() - this.held.since < holdFor) {
      return this.held.token;
    }
    const settings = await this.settings();
    const token = await quietToken(settings, this.calls, paneLimits);
    // device tokens may be given anew at any time, and cost nothing to read
    this.held = settings === undefined || token.split('.').length !== 3 ? nothing : { token, since: this.now() };
    return token;
  }

  /** Lets the person sign in and agree. Undefined: it worked. */
  async ask(): Promise<NoToken | undefined> {
    const settings = await this.settings();
    if (settings === undefined) {
      return 'unavailable';
    }
    const outcome = await askForToken(settings, this.calls);
    if ('why' in outcome) {
      return outcome.why;
    }
    this.held = { token: outcome.token, since: this.now() };
    return undefined;
  }

  private async settings(): Promise<SignInSettings | undefined> {
    this.known ??= await pageSettings(this.origin, settingsPatience);
    return this.known;
  }
}

const nothing = { token: '', since: 0 };
