import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The binary that stories run. */
export const binary = join(import.meta.dirname, '../../bin/sekisho');

/** A running `sekisho serve --demo` with its own data and free ports. */
export interface Server {
  /** Origin of the HTTP side, "http://127.0.0.1:1234". */
  origin: string;
  /** Data folder, for the commands that work on it. */
  data: string;
  /** What the server wrote to stderr so far. */
  log(): string;
  stop(): Promise<void>;
}

/**
 * Starts the real binary and waits until it says that it is ready. `more` are further flags of serve. Without `demo` nobody is
 * known without a credential.
 */
export async function startServer(more: readonly string[] = [], demo = true): Promise<Server> {
  const data = await mkdtemp(join(tmpdir(), 'sekisho-e2e-'));
  const free = '127.0.0.1:0';
  const args = [
    'serve',
    ...(demo ? ['--demo', '--sink-listen', free] : []),
    '--listen',
    free,
    '--smtp-listen',
    free,
    '--data-dir',
    data,
    ...more,
  ];
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (piece) => {
    errors += String(piece);
  });
  const origin = await readyAt(child, () => errors);
  return {
    origin,
    data,
    log: () => errors,
    stop: async () => {
      await ended(child);
      await rm(data, { recursive: true, force: true });
    },
  };
}

function readyAt(child: ChildProcess, errors: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    child.stdout?.on('data', (piece) => {
      out += String(piece);
      const found = /ready at (http:\/\/\S+),/.exec(out);
      if (found?.[1]) resolve(found[1]);
    });
    child.once('error', (e) => reject(new Error(`${binary}: ${e.message}; build it with: go tool task build`)));
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${errors()}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
