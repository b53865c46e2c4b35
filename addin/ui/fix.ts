/** A change to the mail that a finding offers instead of a question. */
export type Fix =
  | { readonly kind: 'remove'; readonly recipients: readonly string[] }
  | { readonly kind: 'move-to-bcc'; readonly recipients: readonly string[] }
  | { readonly kind: 'remove-file'; readonly attachments: readonly string[] }
  /** Puts the person back into the mail. */
  | { readonly kind: 'edit' };

/**
 * What became of it. `done`: the mail is changed, and what is shown is out of date. `unsure`: it may be changed in part;
 * the person must look. `failed`: the mail is as it was.
 */
export type FixResult = 'done' | 'unsure' | 'failed';

/** Changes the mail; never rejects. */
export type OnFix = (fix: Fix) => Promise<FixResult>;
