import type { Finding, Recipient, Severity, Verdict } from '../verdict';

/** Recipients that belong together: one company or domain, or everybody internal. */
export interface Group {
  readonly key: string;
  /** The company's name or the domain; empty for the internal group. */
  readonly title: string;
  readonly internal: boolean;
  /** Domains of the group that are not its title. */
  readonly domains: readonly string[];
  readonly recipients: readonly Recipient[];
  /** The worst severity among its recipients' findings; hidden: none. */
  readonly worst: Severity;
}

const rank: Readonly<Record<Severity, number>> = { danger: 0, warning: 1, info: 2, hidden: 3 };

/** Orders severities, worst first. */
export function bySeverity(a: Severity, b: Severity): number {
  return rank[a] - rank[b];
}

/** Lists the findings a sender may see, worst first, else as the engine gave them. */
export function visibleFindings(verdict: Verdict): Finding[] {
  return verdict.findings.filter((f) => f.severity !== 'hidden').sort((a, b) => bySeverity(a.severity, b.severity));
}

// About the recipients taken together: said once above, not at each of them.
const collective = /^recipient\.(many|many-visible|many-domains|mixed-companies|missing|bcc-mixed)$/;

/** Finds for each address or file name the findings that point at it and are more than information, worst first. */
export function findingsBy(findings: readonly Finding[], of: 'recipients' | 'attachments'): Map<string, Finding[]> {
  const index = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.severity === 'info' || collective.test(finding.code)) continue;
    for (const name of finding[of]) {
      const list = index.get(name);
      if (list) list.push(finding);
      else index.set(name, [finding]);
    }
  }
  return index;
}

// A private address is a company of its own to the rules; to the eye its provider is the heading.
function titleOf(recipient: Recipient, byDomain: boolean): string {
  const company = recipient.company.includes('@') ? '' : recipient.company;
  return byDomain ? recipient.domain : company || recipient.domain;
}

/** Groups recipients: risky groups first, then by title, internal last. byDomain: one group a domain, also inside. */
export function groupRecipients(
  recipients: readonly Recipient[],
  findings: ReadonlyMap<string, readonly Finding[]>,
  byDomain: boolean,
): Group[] {
  const members = new Map<string, Recipient[]>();
  for (const recipient of recipients) {
    const key = recipient.internal && !byDomain ? 'internal' : `${recipient.internal}:${titleOf(recipient, byDomain)}`;
    const list = members.get(key);
    if (list) list.push(recipient);
    else members.set(key, [recipient]);
  }
  const groups = [...members].map(([key, list]) => groupOf(key, list, findings, byDomain));
  return groups.sort(
    (a, b) =>
      Number(a.internal) - Number(b.internal) || bySeverity(a.worst, b.worst) || a.title.localeCompare(b.title, 'ja'),
  );
}

function groupOf(
  key: string,
  recipients: readonly Recipient[],
  findings: ReadonlyMap<string, readonly Finding[]>,
  byDomain: boolean,
): Group {
  const first = recipients[0];
  const title = key === 'internal' || !first ? '' : titleOf(first, byDomain);
  const severities = recipients.flatMap((r) => findings.get(r.address)?.map((f) => f.severity) ?? []);
  return {
    key,
    title,
    internal: first?.internal ?? false,
    domains: [...new Set(recipients.map((r) => r.domain))].filter((domain) => domain !== '' && domain !== title).sort(),
    recipients,
    worst: severities.sort(bySeverity)[0] ?? 'hidden',
  };
}
