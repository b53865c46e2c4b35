import type { DoorPolicy } from '@sekisho/client';
import { type KeptPolicy, keptPolicy } from '../check';
import { keepNames, readKept, writeKept } from '../office';
import type { Tools } from './tools';

/** A copy younger than this is not asked for again, in milliseconds. */
const freshFor = 3_600_000;
/** How long a send waits for the policy once its own answer is there, in milliseconds. */
const patience = 200;
/** How long a request for the policy may take, in milliseconds. */
const deadline = 2_500;

/** Reads the copy that this door has. */
export function readPolicy(tools: Tools): Promise<KeptPolicy | undefined> {
  return readKept(keepNames.policy).then((text) => keptPolicy(text, tools.now()));
}

/** Keeps the door's part of the policy for the day when the server cannot be reached. */
export class PolicyKeeper {
  constructor(
    private readonly tools: Tools,
    private kept: KeptPolicy | undefined,
  ) {}

  get policy(): DoorPolicy | undefined {
    return this.kept?.policy;
  }

  /** Asks for a newer copy beside the check, if there is none or it is old. Never rejects. */
  async refresh(): Promise<void> {
    const { client, now } = this.tools;
    const age = now() - (this.kept?.fetchedAt ?? 0);
    if (age >= 0 && age < freshFor) {
      return;
    }
    const answer = await client.doorPolicy(this.kept?.etag ?? '', deadline);
    if (!answer.ok || !answer.value.changed) {
      return;
    }
    const { etag, signed } = answer.value;
    this.kept = { etag, fetchedAt: now(), policy: signed.policy };
    await writeKept(keepNames.policy, JSON.stringify({ etag, fetchedAt: now(), signed }));
  }

  /** Gives a refresh that is under way a moment more, but does not make the sender wait for it. */
  settle(refresh: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patience);
      refresh.then(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
