import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');

/** A mail as it arrived behind Postfix. */
export interface Arrival {
  /** Of the envelope, as `to`. */
  readonly from: string;
  readonly to: readonly string[];
  /** As people read it. */
  readonly subject: string;
  readonly raw: string;
}

/** A real Postfix of the story's own, and all that came through it so far, in order. */
export interface Postbox {
  /** host:port where Postfix takes mail. */
  readonly addr: string;
  readonly arrivals: readonly Arrival[];
  stop(): Promise<void>;
}

/** Why there can be no Postfix here, or nothing. Where stories must run (CI, SEKISHO_E2E=1) nothing is a reason to leave one out. */
export function noPostbox(): string | undefined {
  if (process.env.CI === 'true' || process.env.SEKISHO_E2E === '1') return undefined;
  if (!existsSync('/usr/sbin/postfix')) return 'postfix is not installed';
  return process.getuid?.() === 0 ? undefined : 'Postfix starts its services as root only';
}

/** Starts Postfix; it rejects with what the command said where that fails. */
export async function startPostbox(): Promise<Postbox> {
  const child = spawn('go', ['run', './e2e/support/postbox'], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (piece) => {
    errors += String(piece);
  });
  const arrivals: Arrival[] = [];
  const addr = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = JSON.parse(line) as { addr: string } | Arrival;
      if ('addr' in told) resolve(told.addr);
      else arrivals.push(told);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`postbox ended with ${code}: ${errors}`)));
  });
  return { addr, arrivals, stop: () => ended(child, () => errors) };
}

/** Ends the command's input; it stops Postfix and must then have nothing to complain of. */
function ended(child: ChildProcess, errors: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const judge = (code: number | null) =>
      code === 0 ? resolve() : reject(new Error(`postbox ended with ${code}: ${errors()}`));
    if (child.exitCode !== null) return judge(child.exitCode);
    child.once('exit', judge);
    child.stdin?.end();
  });
}
