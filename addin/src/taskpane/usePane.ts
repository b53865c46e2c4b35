import type { ConfirmationRequest, Fix, FixResult } from '@sekisho/ui';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { Answer, Check, Failure, Host, Occasion, Server, SignInTrouble } from './ports';
import { type PaneState, paneReducer } from './state';

/** The pane at work. */
export interface Pane {
  readonly state: PaneState;
  /** Loads what the pane was opened for once more. */
  readonly reload: () => void;
  readonly checkAgain: () => void;
  /** Changes the mail, then shows what there is to say of it now. */
  readonly fix: (fix: Fix) => Promise<FixResult>;
  readonly make: () => Promise<FixResult>;
  readonly confirm: (request: ConfirmationRequest) => void;
  readonly enrol: (code: string, deviceName: string) => void;
  readonly signIn: () => void;
  /** Goes over from signing in to the registration code, or back. */
  readonly useCode: () => void;
  readonly useSignIn: () => void;
}

/** Runs the pane: the check is loaded at once, and again when the client hands over another one. */
export function usePane(host: Host, server: Server): Pane {
  const [state, dispatch] = useReducer(paneReducer, { kind: 'loading' });
  // Answers to what nobody waits for any more are dropped.
  const turn = useRef(0);

  // Who is not known is asked to sign in the way that this server has; a second time it did not help.
  const fail = useCallback(
    async (failure: Failure, isStale: () => boolean, trouble?: SignInTrouble) => {
      const asks = failure.kind === 'unauthorized' && (await server.hasSignIn());
      if (!isStale()) dispatch(asks ? { type: 'askSignIn', trouble } : { type: 'failed', failure });
    },
    [server],
  );

  const show = useCallback(
    async (asked: () => Promise<Answer<Check> | undefined>, now?: 'signedIn') => {
      const mine = ++turn.current;
      const isStale = () => mine !== turn.current;
      dispatch({ type: 'load' });
      const answer = await asked();
      if (isStale()) return;
      if (!answer) dispatch({ type: now ?? 'nothing' });
      else if (answer.ok) dispatch({ type: 'checked', check: answer.value });
      else await fail(answer.failure, isStale, now && 'failed');
    },
    [fail],
  );

  const load = useCallback(
    (known?: Occasion, now?: 'signedIn') =>
      show(async () => {
        const occasion = known ?? (await host.occasion());
        if (occasion?.kind === 'check') return server.check(occasion.id);
        // what was checked while the mail was written cannot be confirmed
        if (occasion?.kind === 'draft') return host.checkAgain();
        const me = await server.me();
        return me.ok ? undefined : me;
      }, now),
    [host, server, show],
  );

  useEffect(() => {
    host.onOccasion((occasion) => void load(occasion));
    void load();
  }, [host, load]);

  const confirm = async (request: ConfirmationRequest) => {
    if (state.kind !== 'checklist' || state.busy) return;
    const mine = ++turn.current;
    dispatch({ type: 'confirming' });
    const answer = await server.confirm(state.check.id, request);
    if (mine !== turn.current) return;
    if (!answer.ok) return fail(answer.failure, () => mine !== turn.current);
    dispatch({ type: 'confirmed', confirmation: answer.value, canSend: host.canSend });
    if (!host.canSend) return;
    const sent = await host.send();
    if (!sent && mine === turn.current) dispatch({ type: 'notSent' });
  };

  const enrol = async (code: string, deviceName: string) => {
    dispatch({ type: 'enrolling' });
    const answer = await server.enrol(code, deviceName);
    if (answer.ok) return load(undefined, 'signedIn');
    const refused = answer.failure.kind !== 'unreachable';
    dispatch(refused ? { type: 'codeRefused' } : { type: 'failed', failure: answer.failure });
  };

  const signIn = async () => {
    if (state.kind === 'signIn' && state.busy) return;
    dispatch({ type: 'signingIn' });
    const trouble = await server.signIn();
    if (trouble) dispatch({ type: 'askSignIn', trouble });
    else void load(undefined, 'signedIn');
  };

  const afterwards = async (changed: Promise<FixResult>) => {
    const result = await changed;
    if (result === 'done') void show(() => host.checkAgain());
    return result;
  };

  return {
    state,
    fix: (fix) => afterwards(host.fix(fix)),
    make: () => (state.kind === 'checklist' ? afterwards(host.make(state.check)) : Promise.resolve('failed')),
    reload: () => void load(),
    checkAgain: () => void show(() => host.checkAgain()),
    confirm: (request) => void confirm(request),
    enrol: (code, deviceName) => void enrol(code, deviceName),
    signIn: () => void signIn(),
    useCode: () => dispatch({ type: 'askCode' }),
    useSignIn: () => dispatch({ type: 'askSignIn', trouble: undefined }),
  };
}
