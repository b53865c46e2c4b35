import type { Finding, Verdict } from './verdict';

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

/** What a finding offers to change; undefined: the mail has to be edited by hand. Pure. */
export function fixFor(finding: Finding, verdict: Verdict): Fix | undefined {
  if (finding.severity === 'info' || finding.severity === 'hidden') return undefined;
  if (crowded.test(finding.code)) {
    const recipients = verdict.recipients.filter(isShownOutsider).map((recipient) => recipient.address);
    return recipients.length > 1 ? { kind: 'move-to-bcc', recipients } : undefined;
  }
  if (finding.code.startsWith('recipient.') && within(finding.recipients) && finding.recipients.every(isAddress)) {
    return leavesSomebody(finding.recipients, verdict) ? { kind: 'remove', recipients: finding.recipients } : undefined;
  }
  if (finding.code.startsWith('attachment.') && within(finding.attachments)) {
    return { kind: 'remove-file', attachments: finding.attachments };
  }
  return undefined;
}

// Too many people see each other: the wrong ones are not one or two of them.
const crowded = /^recipient\.(many|many-visible|many-domains|mixed-companies)$/;

function isShownOutsider(recipient: Verdict['recipients'][number]): boolean {
  return !recipient.internal && recipient.address !== '' && (recipient.field === 'to' || recipient.field === 'cc');
}

// The mail needs somebody to go to: who stands in it twice is taken out of both fields.
function leavesSomebody(removed: readonly string[], verdict: Verdict): boolean {
  const gone = new Set(removed.map((address) => address.toLowerCase()));
  return verdict.recipients.some((recipient) => !gone.has(recipient.address.toLowerCase()));
}

// A list without an address, or those whom Outlook does not show, cannot be named to it.
function isAddress(recipient: string): boolean {
  return recipient.includes('@');
}

// One press must not empty a mail of more than somebody can look over.
function within(targets: readonly string[]): boolean {
  return targets.length > 0 && targets.length <= 10 && targets.every((target) => target !== '');
}
