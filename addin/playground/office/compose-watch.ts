import { attachmentId } from './attachments';
import { type ComposeEvent, eventSince, eventsBetween, openingEvent, type Raised, type Shape, shapeOf } from './events';
import { supports } from './profiles';
import { type EventScene, functionNameOf, runHandler } from './run-handler';
import { unaskedBecause } from './unasked';

/** Watches the draft of one compose window and raises what the manifest asks for, one event for each change. (1.9) */
export class ComposeWatch {
  private last: Shape | undefined;
  private readonly running = new Set<Promise<unknown>>();
  /** The events raised so far, in order. */
  readonly raised: ComposeEvent[] = [];

  constructor(private readonly scene: () => EventScene) {}

  /** The window opens on its draft. Before that no event is raised. */
  opened(): void {
    const { draft } = this.scene().world;
    this.last = shapeOf(draft);
    const opening = openingEvent(draft);
    if (opening !== undefined) {
      this.raise(opening);
    }
  }

  /** Somebody, person or add-in, changed the draft. */
  changed(): void {
    if (this.last === undefined) {
      return;
    }
    const { world } = this.scene();
    const before = this.last;
    this.last = shapeOf(world.draft);
    for (const one of eventsBetween(before, this.last, (file) => attachmentId(world, file))) {
      this.raise(one);
    }
  }

  /** Waits until no handler is at work any more. */
  async settled(): Promise<void> {
    while (this.running.size > 0) {
      await Promise.all(this.running);
    }
  }

  private raise({ event, args }: Raised): void {
    const scene = this.scene();
    const { world, manifest } = scene;
    const declared = functionNameOf(manifest, event) !== undefined && supports(world.profile, eventSince[event]);
    if (!declared || unaskedBecause(world, manifest) !== undefined) {
      return;
    }
    this.raised.push(event);
    const run = runHandler(scene, event, args);
    this.running.add(run);
    void run.then(() => this.running.delete(run));
  }
}
