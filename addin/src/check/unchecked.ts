import { type DoorPolicy, isSignedDoorPolicy, parseJson } from '@sekisho/client';
import type { Item } from '../office/item';
import { isInternal } from './internal';

/** How long a second press of Send counts as an answer, in milliseconds. */
export const pressAgainWithin = 600_000;
/** A press that comes sooner is a double click, or Outlook calling twice; nobody has read the alert. */
const readingTakes = 1_000;

/** A door's policy as it is kept between two mails. */
export interface KeptPolicy {
  readonly etag: string;
  /** When it was fetched, in milliseconds since 1970. */
  readonly fetchedAt: number;
  readonly policy: DoorPolicy;
}

/** Reads a kept policy. Anything that is no policy, or has run out, is none. */
export function keptPolicy(text: string, now: number): KeptPolicy | undefined {
  const kept = parseJson(text) as { etag?: unknown; fetchedAt?: unknown; signed?: unknown } | null | undefined;
  if (!isSignedDoorPolicy(kept?.signed) || typeof kept?.fetchedAt !== 'number') {
    return undefined;
  }
  const { policy } = kept.signed;
  const ends = Date.parse(policy.expiresAt);
  return now < ends
    ? { etag: typeof kept.etag === 'string' ? kept.etag : '', fetchedAt: kept.fetchedAt, policy }
    : undefined;
}

/** The recipients outside the organisation, each once. */
export function externalsOf(item: Item, policy: DoorPolicy): string[] {
  const outside = item.recipients.filter((recipient) => !isInternal(recipient.address, policy, item.from.address));
  return Array.from(new Set(outside.map((recipient) => recipient.address || recipient.name)));
}

/** A press of Send that was answered with a warning: what was to be sent, and when. */
export function pressOf(item: Item, now: number): string {
  return JSON.stringify({ at: now, item: printOf(item) });
}

/** Whether this send repeats an earlier press of the same item in time. */
export function isSecondPress(kept: string, item: Item, now: number): boolean {
  const press = parseJson(kept) as { at?: unknown; item?: unknown } | null | undefined;
  const age = typeof press?.at === 'number' ? now - press.at : -1;
  return age >= readingTakes && age <= pressAgainWithin && press?.item === printOf(item);
}

/**
 * A short print of what the person saw. It only tells two presses of one draft from presses of two drafts on the same
 * machine; it is no fingerprint in the sense of the server and proves nothing to anybody.
 */
function printOf(item: Item): string {
  const files = item.attachments.map((file) => [file.name, file.kind === 'item' ? 0 : file.size]);
  const people = item.recipients.map((recipient) => [recipient.field, recipient.address]);
  const text = JSON.stringify([item.from.address, people, item.subject, item.body, files]);
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low + unit, 0x85ebca6b) ^ (low >>> 13);
  }
  return `${text.length}-${high >>> 0}-${low >>> 0}`;
}
