import type { ConfirmationRequest, Fix, FixResult } from '@sekisho/ui';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { Answer, Check, Host, Server } from './ports';
import { type PaneState, paneReducer } from './state';

/** The pane at work. */
export interface Pane {
  readonly state: PaneState;
  /** Loads the check the pane was opened for once more. */
  readonly reload: () => void;
  readonly checkAgain: () => void;
  /** Changes the mail, then shows what there is to say of it now. */
  readonly fix: (fix: Fix) => Promise<FixResult>;
  readonly make: () => Promise<FixResult>;
  readonly confirm: (request: ConfirmationRequest) => void;
  readonly enrol: (code: string, deviceName: string) => void;
}

/** Runs the pane: the check is loaded at once, and again when the client hands over another one. */
export function usePane(host: Host, server: Server): Pane {
  const [state, dispatch] = useReducer(paneReducer, { kind: 'loading' });
  // Answers to what nobody waits for any more are dropped.
  const turn = useRef(0);

  const show = useCallback(async (asked: () => Promise<Answer<Check> | undefined>) => {
    const mine = ++turn.current;
    dispatch({ type: 'load' });
    const answer = await asked();
    if (mine !== turn.current) return;
    if (!answer) dispatch({ type: 'nothing' });
    else if (answer.ok) dispatch({ type: 'checked', check: answer.value });
    else dispatch({ type: 'failed', failure: answer.failure });
  }, []);

  const load = useCallback(
    (known?: string) =>
      show(async () => {
        const id = known ?? (await host.checkId());
        return id === undefined ? undefined : server.check(id);
      }),
    [host, server, show],
  );

  useEffect(() => {
    host.onCheckId((id) => void load(id));
    void load();
  }, [host, load]);

  const confirm = async (request: ConfirmationRequest) => {
    if (state.kind !== 'checklist' || state.busy) return;
    const mine = ++turn.current;
    dispatch({ type: 'confirming' });
    const answer = await server.confirm(state.check.id, request);
    if (mine !== turn.current) return;
    if (!answer.ok) return dispatch({ type: 'failed', failure: answer.failure });
    dispatch({ type: 'confirmed', confirmation: answer.value, canSend: host.canSend });
    if (!host.canSend) return;
    const sent = await host.send();
    if (!sent && mine === turn.current) dispatch({ type: 'notSent' });
  };

  const enrol = async (code: string, deviceName: string) => {
    dispatch({ type: 'enrolling' });
    const answer = await server.enrol(code, deviceName);
    if (answer.ok) return load();
    const refused = answer.failure.kind !== 'unreachable';
    dispatch(refused ? { type: 'codeRefused' } : { type: 'failed', failure: answer.failure });
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
  };
}
