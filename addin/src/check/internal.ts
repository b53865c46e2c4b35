import type { DoorPolicy } from '@sekisho/client';

/** Whether an address is inside the organisation, by the door's part of the policy. An address nobody can read is outside. */
export function isInternal(address: string, policy: DoorPolicy, sender: string): boolean {
  const folded = fold(address);
  const domain = domainOf(folded);
  if (domain === '') {
    return false;
  }
  const entries = policy.internal.map(fold);
  const hit = (entry: string) => matches(entry, folded, domain, policy.subdomains);
  if (entries.some((entry) => entry.charAt(0) === '!' && hit(entry.slice(1)))) {
    return false;
  }
  return (
    entries.some((entry) => entry.charAt(0) !== '!' && hit(entry)) ||
    (policy.senderDomain && domain === domainOf(fold(sender)))
  );
}

/** The part after the @, without a final dot; empty if there is none or more than one: nobody knows where such a mail goes. */
function domainOf(address: string): string {
  const at = address.indexOf('@');
  return at < 1 || at !== address.lastIndexOf('@') ? '' : address.slice(at + 1).replace(/\.$/, '');
}

function fold(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

function matches(entry: string, address: string, domain: string, subdomains: boolean): boolean {
  if (/[*?]/.test(entry)) {
    return wildcard(entry).test(entry.indexOf('@') >= 0 ? address : domain);
  }
  if (entry.charAt(0) === '.') {
    return domain === entry.slice(1) || endsWith(domain, entry);
  }
  const plain = entry.replace(/^@/, '');
  if (plain.indexOf('@') >= 0) {
    return address === plain;
  }
  return domain === plain || (subdomains && entry.charAt(0) !== '@' && endsWith(domain, `.${plain}`));
}

function endsWith(text: string, end: string): boolean {
  return text.length > end.length && text.slice(-end.length) === end;
}

function wildcard(entry: string): RegExp {
  const pattern = entry
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^@]*')
    .replace(/\?/g, '[^@]');
  return new RegExp(`^${pattern}$`);
}
