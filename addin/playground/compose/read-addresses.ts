import type { DraftRecipient } from '../office';

const separators = /[;,、；，\r\n\t]+/;

// "Name <address>", or a bare address.
const named = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/;

/** What was typed or pasted, as recipients and as leftovers that hold no address. */
export interface ReadAddresses {
  readonly recipients: DraftRecipient[];
  readonly rest: string;
}

/** Reads one or many addresses, each with or without a name, separated as people and spreadsheets separate them. */
export function readAddresses(text: string): ReadAddresses {
  const recipients: DraftRecipient[] = [];
  const rest: string[] = [];
  for (const part of text.split(separators).flatMap(splitBareList)) {
    const match = named.exec(part);
    const address = (match?.[2] ?? part).trim();
    const name = match?.[1]?.trim() ?? '';
    if (address.includes('@') && !/\s/.test(address)) {
      recipients.push(name === '' ? { address } : { address, name });
    } else if (part.trim() !== '') {
      rest.push(part.trim());
    }
  }
  return { recipients, rest: rest.join('; ') };
}

// Addresses separated by blanks only are several; a name in front of angle brackets is one.
function splitBareList(part: string): string[] {
  const words = part.trim().split(/\s+/);
  return words.length > 1 && words.every((word) => word.includes('@') && !word.includes('<')) ? words : [part];
}
