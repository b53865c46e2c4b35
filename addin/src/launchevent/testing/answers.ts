import type { Check, DoorPolicy, Finding } from '@sekisho/client';
import type { Answer, Seen } from './post-office';

export function finding(code: string, parts: Partial<Finding> = {}): Finding {
  return { code, severity: 'warning', rules: [], recipients: [], attachments: [], args: {}, ...parts };
}

/** What the server says of findings in an alert; the words are its own. */
export function alertOf(findings: readonly Finding[], rules: readonly string[] = []): NonNullable<Check['alert']> {
  const lines = [
    ...rules.map((text) => ({ severity: 'danger' as const, text, targets: [], more: 0 })),
    ...findings.map((one) => ({
      severity: one.severity as 'info',
      text: one.code,
      targets: one.recipients.slice(0, 3),
      more: Math.max(0, one.recipients.length - 3),
    })),
  ];
  return { lines: lines.slice(0, 20), more: Math.max(0, lines.length - 20) };
}

/** The server's answer to a check. */
export function check(
  decision: Check['decision'],
  parts: Partial<Check> = {},
  verdict: Partial<Check['verdict']> = {},
): Check {
  return {
    id: 'chk_1',
    decision,
    cannotCarryOut: [],
    confirmed: false,
    policyVersion: '7',
    expiresAt: '2026-11-22T10:00:00Z',
    alert: alertOf(verdict.findings ?? []),
    verdict: {
      action: { send: 'allow', ask: 'confirm', refuse: 'block' }[decision] as Check['verdict']['action'],
      findings: [],
      recipients: [],
      attachments: [],
      rules: [],
      changes: [],
      notify: [],
      ...verdict,
    },
    ...parts,
  };
}

/** A door's policy, as /v1/policy gives it. */
export function signedPolicy(unreachable: DoorPolicy['unreachable'], expiresAt = '2026-12-22T00:00:00Z') {
  const policy: DoorPolicy = {
    version: '7',
    issuedAt: '2026-11-22T00:00:00Z',
    expiresAt,
    organization: 'あかつき精機',
    internal: ['akatsuki.example'],
    subdomains: true,
    senderDomain: false,
    unreachable,
    gateway: false,
  };
  return { policy, signature: 'a.b.c' };
}

/** The same, as a door keeps it. */
export function keptPolicy(unreachable: DoorPolicy['unreachable'], expiresAt?: string): Record<string, string> {
  const fetchedAt = Date.parse('2026-11-22T08:59:00Z');
  return { 'sekisho.policy': JSON.stringify({ etag: '"7"', fetchedAt, signed: signedPolicy(unreachable, expiresAt) }) };
}

export function json(value: unknown, parts: Partial<Exclude<Answer, string>> = {}): Answer {
  return { status: 200, text: JSON.stringify(value), ...parts };
}

export function problem(status: number, code: string): Answer {
  return { status, text: JSON.stringify({ type: `urn:sekisho:problem:${code}`, title: code, status, code }) };
}

/** A server that answers checks with this, and has a policy. */
export function answering(answer: Answer) {
  return (request: Seen): Answer =>
    request.path === '/v1/policy' ? json(signedPolicy('block'), { etag: '"7"' }) : answer;
}
