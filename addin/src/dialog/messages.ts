import { asObject, type Check, isCheck, isText, parseJson } from '@sekisho/client';
import type { ConfirmationRequest, Fix, Missing } from '@sekisho/ui';

/** What the opener shows in the dialog. */
export type ToDialog =
  | { readonly type: 'check'; readonly check: Check; readonly language: 'ja' | 'en' }
  | { readonly type: 'missing'; readonly missing: Missing }
  | { readonly type: 'said'; readonly result: 'unsure' | 'failed' }
  /** Nothing could be checked, or the server would not (`refused`): a text, and whether the person may send all the same. */
  | {
      readonly type: 'unchecked';
      readonly refused?: boolean;
      readonly text: string;
      readonly mayOverride: boolean;
      readonly language: 'ja' | 'en';
    };

/** What the person did there. */
export type FromDialog =
  | { readonly type: 'ready' }
  | { readonly type: 'confirm'; readonly request: ConfirmationRequest }
  | { readonly type: 'fix'; readonly fix: Fix }
  | { readonly type: 'make' }
  | { readonly type: 'send-anyway' }
  | { readonly type: 'back' };

const types: readonly string[] = ['ready', 'confirm', 'fix', 'make', 'send-anyway', 'back'];

/** Reads what the dialog said; undefined: it is none of our messages. */
export function fromDialog(text: string): FromDialog | undefined {
  const message = asObject(parseJson(text));
  const whole =
    (message?.type !== 'confirm' || asObject(message.request) !== undefined) &&
    (message?.type !== 'fix' || asObject(message.fix) !== undefined);
  return isText(message?.type) && types.includes(message.type) && whole
    ? (message as unknown as FromDialog)
    : undefined;
}

/** Reads what the opener said; undefined: it is none of our messages. */
export function toDialog(text: string): ToDialog | undefined {
  const message = asObject(parseJson(text));
  switch (message?.type) {
    case 'check':
      return isCheck(message.check) ? (message as unknown as ToDialog) : undefined;
    case 'unchecked':
      return isText(message.text) ? (message as unknown as ToDialog) : undefined;
    case 'missing':
      return asObject(message.missing) === undefined ? undefined : (message as unknown as ToDialog);
    case 'said':
      return message as unknown as ToDialog;
    default:
      return undefined;
  }
}
