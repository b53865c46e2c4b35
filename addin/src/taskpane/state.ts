import type { Missing } from '@sekisho/ui';
import type { Check, Confirmation, Failure, SignInTrouble } from './ports';

/** What the pane shows. */
export type PaneState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'signIn'; readonly trouble: SignInTrouble | undefined; readonly busy: boolean }
  | { readonly kind: 'enrol'; readonly refused: boolean; readonly busy: boolean; readonly orSignIn: boolean }
  /** The server knows the person now; nothing was waiting to be confirmed. */
  | { readonly kind: 'signedIn' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'problem'; readonly code: string; readonly requestId: string }
  | { readonly kind: 'checklist'; readonly check: Check; readonly busy: boolean; readonly missing?: Missing }
  | { readonly kind: 'sending' }
  | { readonly kind: 'pressSend'; readonly until: string }
  | { readonly kind: 'notSent' };

/** What happens to the pane. */
export type PaneEvent =
  | { readonly type: 'load' }
  | { readonly type: 'nothing' }
  | { readonly type: 'checked'; readonly check: Check }
  | { readonly type: 'confirming' }
  | { readonly type: 'confirmed'; readonly confirmation: Confirmation; readonly canSend: boolean }
  | { readonly type: 'askSignIn'; readonly trouble: SignInTrouble | undefined }
  | { readonly type: 'signingIn' }
  | { readonly type: 'signedIn' }
  | { readonly type: 'askCode' }
  | { readonly type: 'enrolling' }
  | { readonly type: 'codeRefused' }
  | { readonly type: 'notSent' }
  | { readonly type: 'failed'; readonly failure: Failure };

/** The state after an event. */
export function paneReducer(state: PaneState, event: PaneEvent): PaneState {
  switch (event.type) {
    case 'load':
      return { kind: 'loading' };
    case 'nothing':
      return { kind: 'nothing' };
    case 'checked':
      return checked(event.check);
    case 'confirming':
      return state.kind === 'checklist' ? { kind: 'checklist', check: state.check, busy: true } : state;
    case 'confirmed':
      return event.canSend ? { kind: 'sending' } : { kind: 'pressSend', until: event.confirmation.expiresAt };
    case 'askSignIn':
      return { kind: 'signIn', trouble: event.trouble, busy: false };
    case 'signingIn':
      return { kind: 'signIn', trouble: undefined, busy: true };
    case 'signedIn':
      return { kind: 'signedIn' };
    case 'askCode':
      return { kind: 'enrol', refused: false, busy: false, orSignIn: true };
    case 'enrolling':
      return { kind: 'enrol', refused: false, busy: true, orSignIn: hasOther(state) };
    case 'codeRefused':
      return { kind: 'enrol', refused: true, busy: false, orSignIn: hasOther(state) };
    case 'notSent':
      return { kind: 'notSent' };
    case 'failed':
      return failed(state, event.failure);
  }
}

function hasOther(state: PaneState): boolean {
  return state.kind === 'enrol' && state.orSignIn;
}

// A check that is confirmed already only waits for Send. One that asks nothing was confirmed by nobody.
function checked(check: Check): PaneState {
  if (check.decision !== 'send') return { kind: 'checklist', check, busy: false };
  return check.confirmed ? { kind: 'pressSend', until: check.expiresAt } : { kind: 'nothing' };
}

function failed(state: PaneState, failure: Failure): PaneState {
  switch (failure.kind) {
    case 'unauthorized':
      return { kind: 'enrol', refused: false, busy: false, orSignIn: false };
    case 'missing':
      return state.kind === 'checklist'
        ? { kind: 'checklist', check: state.check, busy: false, missing: failure.missing }
        : { kind: 'stale' };
    default:
      return failure;
  }
}
