import { type ApiCalls, ApiError } from './api-calls';
import type { DraftRecipient } from './draft';
import type { World } from './world';

type Given = string | { emailAddress: string; displayName?: string };

/** The longest display name that Outlook gives. (2) */
const displayNameLimit = 255;

/** One recipient field, as Office.js shows it. */
export function recipientsField(calls: ApiCalls, api: string, list: () => DraftRecipient[]): Office.Recipients {
  const { world } = calls;
  const write = (given: readonly Given[], replace: boolean, name: string) => {
    const kept = replace ? [] : list();
    if (replace && onlyNamesDiffer(world, list(), given)) {
      return; // office-js 6015: the web takes no notice of new names for the same addresses; clear first
    }
    checkNumbers(world, `${api}.${name}`, given.length, kept.length + given.length);
    const next = [...kept, ...given.map(asRecipient)];
    list().splice(0, list().length, ...next);
    world.changed();
  };
  return {
    getAsync: (...args: unknown[]) =>
      calls.run(`${api}.getAsync`, { permission: 'ReadItem' }, args, () => read(world, list())),
    setAsync: (given: readonly Given[], ...args: unknown[]) =>
      calls.run(`${api}.setAsync`, { permission: 'ReadWriteItem' }, args, () => write(given, true, 'setAsync')),
    addAsync: (given: readonly Given[], ...args: unknown[]) =>
      calls.run(`${api}.addAsync`, { permission: 'ReadWriteItem' }, args, () => write(given, false, 'addAsync')),
  } as Office.Recipients;
}

function read(world: World, list: readonly DraftRecipient[]): Office.EmailAddressDetails[] {
  // facts 2: unresolved recipients are not returned, and no more than the client's cap
  const resolved = list.filter((recipient) => !recipient.unresolved);
  return resolved
    .slice(0, world.profile.readRecipients ?? resolved.length)
    .map((recipient) => details(world, recipient));
}

/** A person as Office.js shows it. */
export function details(world: World, recipient: DraftRecipient): Office.EmailAddressDetails {
  const shown = {
    emailAddress: recipient.address,
    displayName: (recipient.name ?? recipient.address).slice(0, displayNameLimit),
    // facts 2: not defined for attendees on Mac
    recipientType:
      world.draft.kind === 'appointment' && world.profile.platform === 'Mac' ? undefined : (recipient.type ?? 'other'),
  };
  return shown as unknown as Office.EmailAddressDetails;
}

function checkNumbers(world: World, api: string, given: number, total: number): void {
  const { profile, quirks } = world;
  if (profile.writeRecipients !== null && given > profile.writeRecipients) {
    quirks.add(
      'too-many-recipients',
      api,
      `${given} recipients in one call, at most ${profile.writeRecipients} (facts 2)`,
    );
    throw new ApiError(
      9012,
      'NumberOfRecipientsExceeded',
      `The total number of recipients cannot exceed ${profile.writeRecipients}.`,
    );
  }
  if (profile.fieldRecipients !== null && total > profile.fieldRecipients) {
    quirks.add(
      'recipient-field-full',
      api,
      `${total} recipients in the field, at most ${profile.fieldRecipients} (facts 2)`,
    );
    throw new ApiError(
      9012,
      'NumberOfRecipientsExceeded',
      `The total number of recipients cannot exceed ${profile.fieldRecipients}.`,
    );
  }
}

function onlyNamesDiffer(world: World, list: readonly DraftRecipient[], given: readonly Given[]): boolean {
  const addresses = given.map((one) => asRecipient(one).address);
  return (
    world.profile.platform === 'OfficeOnline' &&
    list.length > 0 &&
    list.length === addresses.length &&
    list.every((one, index) => one.address === addresses[index])
  );
}

function asRecipient(given: Given): DraftRecipient {
  const { emailAddress, displayName = undefined } = typeof given === 'string' ? { emailAddress: given } : given;
  return {
    address: emailAddress,
    byAddin: true,
    ...(displayName === undefined ? {} : { name: displayName }),
    // facts 2: what cannot be resolved is not given back, and on the web stops the send
    ...(/^[^@\s]+@[^@\s]+$/.test(emailAddress) ? {} : { unresolved: true }),
  };
}
