import type { ApiError, Client, Me, Result } from '@sekisho/client';
import type { Answer, Failure, OwnWait, Server, SignInTrouble } from './ports';

/** How long the pane waits for an answer. Nobody is held up meanwhile: the mail waits anyway. */
const patience = 15_000;

// The check is gone, was superseded, or is for another version of the mail.
const staleStatus: ReadonlySet<number> = new Set([404, 409, 410]);

/** Says in the pane's words why a request gave nothing. */
export function failureOf(error: ApiError): Failure {
  if (error.kind === 'unreachable' || error.kind === 'timeout') return { kind: 'unreachable' };
  if (error.kind === 'malformed') return { kind: 'problem', code: 'malformed-answer', requestId: '' };
  const { status, code, missing, requestId = '' } = error.problem;
  if (status === 401) return { kind: 'unauthorized' };
  if (staleStatus.has(status)) return { kind: 'stale' };
  if (missing) return { kind: 'missing', missing };
  return { kind: 'problem', code, requestId };
}

/** Turns a result of the client into an answer of the pane. */
export function answerOf<T>(result: Result<T, ApiError>): Answer<T> {
  return result.ok ? result : { ok: false, failure: failureOf(result.error) };
}

function waitOf(me: Result<Me, ApiError>): Answer<OwnWait | undefined> {
  return answerOf(me.ok ? { ok: true, value: me.value.wait } : me);
}

/** Signing in as the pane needs it; src/signin has it. */
export interface PaneSignIn {
  isOffered(): Promise<boolean>;
  ask(): Promise<SignInTrouble | 'ask' | undefined>;
}

/** The pane's server over the API's client; keepToken stores the token of a device that was enrolled just now. */
export function serverOf(client: Client, signIn: PaneSignIn, keepToken: (token: string) => Promise<unknown>): Server {
  return {
    me: async () => {
      const me = await client.me(patience);
      return answerOf(me.ok ? { ok: true, value: undefined } : me);
    },
    hasSignIn: () => signIn.isOffered(),
    signIn: async () => {
      const trouble = await signIn.ask();
      return trouble === 'ask' ? 'failed' : trouble;
    },
    check: async (id) => answerOf(await client.getCheck(id, patience)),
    confirm: async (id, request) => answerOf(await client.confirm(id, request, patience)),
    enrol: async (code, name) => {
      const device = await client.enrol(code, name, patience);
      if (device.ok) await keepToken(device.value.token);
      return answerOf(device.ok ? { ok: true, value: undefined } : device);
    },
    held: {
      list: async () => {
        const list = await client.holds(patience);
        return answerOf(list.ok ? { ok: true, value: list.value.holds } : list);
      },
      release: async (hold) => answerOf(await client.moveHold(hold, 'release', patience)),
      cancel: async (hold) => answerOf(await client.moveHold(hold, 'cancel', patience)),
      due: async (hold, at) => answerOf(await client.setHoldDue(hold, at, patience)),
    },
    wait: {
      read: async () => waitOf(await client.me(patience)),
      choose: async (wait) => waitOf(await client.setWait(wait, patience)),
    },
  };
}
