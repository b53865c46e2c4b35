import type { Identity } from '../../../playground/office';

/** What MSAL asks of the broker. */
export interface TokenRequest {
  readonly clientId: string;
  readonly authority?: string;
  readonly scope: string;
}

/** What the broker answers: tokens, or a status of its own. */
export type BrokerAnswer =
  | { readonly accessToken: string }
  | { readonly status: string; readonly code?: string; readonly description?: string }
  | 'silence';

export interface BrokerOptions {
  /** Answers a quiet request. */
  readonly silent: (request: TokenRequest) => BrokerAnswer | Promise<BrokerAnswer>;
  /** Answers once a person was asked; none: a window must never open here. */
  readonly popup?: (request: TokenRequest) => BrokerAnswer | Promise<BrokerAnswer>;
  readonly later?: (run: () => void) => void;
  /** The broker says that it is there and does not answer. */
  readonly deaf?: boolean;
}

interface Envelope {
  readonly messageType: string;
  readonly method: string;
  readonly requestId: string;
  readonly tokenParams?: TokenRequest;
}

/** The person that the fake directory knows. */
export const person = {
  tenant: '11111111-2222-3333-4444-555555555555',
  object: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  username: 'hoshino@akatsuki.example',
};

/**
 * Outlook's side of nested app authentication, as MSAL speaks to it: JSON texts over postMessage, each answered by an event
 * with the same requestId. It answers later and never at once, takes nothing but the three methods, and records what was
 * asked and what Outlook would not have allowed. The protocol is MSAL's own code, not a document of Microsoft's.
 */
export class FakeBroker {
  readonly asked: { runtime: string; method: string; request: TokenRequest | undefined }[] = [];
  readonly broken: string[] = [];

  constructor(private readonly options: BrokerOptions) {}

  /** The broker of a host of the playground. */
  readonly identity: Identity = { bridge: (runtime) => this.bridge(runtime) };

  /** `window.nestedAppAuthBridge` of one runtime. */
  bridge(runtime: string) {
    const listeners: ((event: { data: string }) => void)[] = [];
    return {
      addEventListener: (kind: string, listener: (event: { data: string }) => void) => {
        if (kind === 'message') listeners.push(listener);
      },
      removeEventListener: () => {},
      postMessage: (text: string) => {
        const envelope = JSON.parse(text) as Envelope;
        const answer = (more: object) => {
          const data = JSON.stringify({ messageType: 'NestedAppAuthResponse', requestId: envelope.requestId, ...more });
          for (const listener of listeners) listener({ data });
        };
        void this.receive(runtime, envelope, answer);
      },
    };
  }

  private async receive(runtime: string, envelope: Envelope, answer: (more: object) => void): Promise<void> {
    const { method, tokenParams: request } = envelope;
    this.asked.push({ runtime, method, request });
    const given = this.options.deaf === true ? 'silence' : await this.given(runtime, envelope);
    if (given !== 'silence') (this.options.later ?? setImmediate)(() => answer(given));
  }

  private async given(runtime: string, { messageType, method, tokenParams: request }: Envelope) {
    if (messageType !== 'NestedAppAuthRequest') return refusal({ status: 'PERSISTENT_ERROR', code: messageType });
    switch (method) {
      case 'GetInitContext':
        return { success: true, initContext: initContext() };
      case 'GetToken':
        return request === undefined ? incomplete : answerOf(await this.options.silent(request), request);
      case 'GetTokenPopup':
        if (runtime === 'event') this.broken.push('an event handler opened a window');
        if (request === undefined || this.options.popup === undefined) return refusal({ status: 'DISABLED' });
        return answerOf(await this.options.popup(request), request);
      default:
        return refusal({ status: 'PERSISTENT_ERROR', code: method });
    }
  }
}

const incomplete = refusal({ status: 'PERSISTENT_ERROR', code: 'tokenParams is missing' });

function answerOf(answer: BrokerAnswer, request: TokenRequest) {
  if (answer === 'silence') return answer;
  if ('status' in answer) return refusal(answer);
  const token = {
    access_token: answer.accessToken,
    id_token: idToken(request.clientId),
    expires_in: 3_600,
    scope: request.scope,
  };
  return { success: true, token, account: account() };
}

function refusal(error: { status: string; code?: string; description?: string }) {
  return { success: false, error };
}

function initContext() {
  const { homeAccountId, environment, tenantId } = account();
  return {
    sdkName: 'fake broker',
    sdkVersion: '1.0',
    capabilities: { queryAccount: true },
    accountContext: { homeAccountId, environment, tenantId },
  };
}

function account() {
  return {
    environment: 'login.microsoftonline.com',
    homeAccountId: `${person.object}.${person.tenant}`,
    tenantId: person.tenant,
    username: person.username,
    localAccountId: person.object,
  };
}

/** Nobody but MSAL reads it: the server takes access tokens alone. */
function idToken(clientId: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { aud: clientId, oid: person.object, tid: person.tenant, preferred_username: person.username };
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`;
}
