import { createContext, runInContext } from 'node:vm';
import {
  bareGlobals,
  type FakeManifest,
  type OutlookHost,
  type ProfileId,
  profiles,
} from '../../../addin/playground/office/index.ts';
import { Network } from './network.ts';
import { confirmLast, type Stage } from './stage.ts';
import type { StageClock } from './stage-clock.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A client whose events run without a page: the script as the server delivers it, in a bare context of its own for each event. */
export async function vmStage(
  origin: string,
  manifest: FakeManifest,
  id: ProfileId,
  cell: string,
  clock: StageClock = new VirtualClock(),
): Promise<Stage> {
  const script = await (await fetch(`${origin}/addin/launchevent.js`)).text();
  const network = new Network((url, init) => fetch(url, init), clock);
  const stage: Stage = {
    profile: profiles[id],
    manifest,
    origin,
    network,
    mailbox: { roamingSettings: new Map(), runtimeStorage: new Map() },
    cell,
    clock,
    load: (room, host) => {
      const globals = bareGlobals(host.world, room, {
        fetch: (url, init) => network.fetch(url, init as RequestInit),
        XMLHttpRequest: network.xhr(),
      });
      runInContext(script, createContext({ ...globals, Date: clock.date() }), { filename: 'launchevent.js' });
    },
    atThePane: (host) => withoutPane(stage, host),
  };
  return stage;
}

/** What the pane does when its list is confirmed, as calls: the record first, then sendAsync where the client has it. */
async function withoutPane(stage: Stage, host: OutlookHost): Promise<void> {
  await confirmLast(stage);
  const { mailbox } = host.office('taskpane').context as {
    mailbox: { item: { sendAsync?: (done: () => void) => void } };
  };
  if (mailbox.item.sendAsync === undefined) {
    await host.send();
  } else {
    mailbox.item.sendAsync(() => {});
  }
}
