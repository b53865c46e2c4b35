import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A policy in a file of its own. */
export interface PolicyFile {
  readonly path: string;
  remove(): void;
}

/** The sample policy with rules added before its tests, and, without a gateway, as for an organisation that has none. */
export function samplePolicy(rules: string, gateway = true): PolicyFile {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-policy-'));
  const sample = readFileSync(new URL('../../server/sample/office.yaml', import.meta.url), 'utf8');
  const text = sample
    .replace('\ntests:\n', `\n${rules}tests:\n`)
    .replace('gateway: {present: true}', `gateway: {present: ${gateway}}`);
  // what the sample expects of itself is not what the rules here do
  const path = join(folder, 'policy.yaml');
  writeFileSync(path, text.slice(0, text.indexOf('\ntests:\n') + 1));
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
