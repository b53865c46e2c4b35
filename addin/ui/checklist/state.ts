import type { TickAll } from '../verdict';
import type { Answers, Task } from './tasks';

/** What a person, or a refusal of the server, does to the answers. */
export type Step =
  | { readonly type: 'tick'; readonly id: string; readonly on: boolean }
  | { readonly type: 'tickMany'; readonly scope: 'internal' | 'all' }
  | { readonly type: 'type'; readonly id: string; readonly text: string }
  | { readonly type: 'answer'; readonly id: string; readonly yes: boolean }
  | { readonly type: 'reopen'; readonly ids: readonly string[] };

/** What the reducer must know beside the answers. */
export interface Bounds {
  readonly tasks: readonly Task[];
  /** Whose boxes one press may tick, from the policy. */
  readonly tickAll: TickAll;
  /** Ids of tasks about internal recipients. */
  readonly internal: ReadonlySet<string>;
}

// A file that must be opened is never ticked in bulk, nor is text: that is the point of asking for them.
const bulk: ReadonlySet<string> = new Set(['recipient', 'domain', 'attachment']);

/** Lists the tasks that one press may tick: none unless the policy allows that scope. */
export function bulkTasks(bounds: Bounds, scope: 'internal' | 'all'): string[] {
  if (bounds.tickAll === 'none' || (scope === 'all' && bounds.tickAll !== 'all')) return [];
  return bounds.tasks
    .filter((task) => bulk.has(task.kind) && (scope === 'all' || bounds.internal.has(task.id)))
    .map((task) => task.id);
}

/** Makes the reducer of a checklist. It is the only way to change answers, so it is also the guard of tickAll. */
export function reducerFor(bounds: Bounds): (answers: Answers, step: Step) => Answers {
  const known = new Set(bounds.tasks.map((task) => task.id));
  return (answers, step) => {
    switch (step.type) {
      case 'tick':
        return known.has(step.id) ? { ...answers, ticked: withTick(answers.ticked, step.id, step.on) } : answers;
      case 'tickMany':
        return { ...answers, ticked: new Set([...answers.ticked, ...bulkTasks(bounds, step.scope)]) };
      case 'type':
        return { ...answers, typed: new Map(answers.typed).set(step.id, step.text) };
      case 'answer':
        return { ...answers, questions: new Map(answers.questions).set(step.id, step.yes) };
      case 'reopen':
        return reopened(answers, new Set(step.ids));
    }
  };
}

function withTick(ticked: ReadonlySet<string>, id: string, on: boolean): ReadonlySet<string> {
  const next = new Set(ticked);
  if (on) next.add(id);
  else next.delete(id);
  return next;
}

function reopened(answers: Answers, ids: ReadonlySet<string>): Answers {
  if (ids.size === 0) return answers;
  return {
    ticked: new Set([...answers.ticked].filter((id) => !ids.has(id))),
    typed: new Map([...answers.typed].filter(([id]) => !ids.has(id))),
    questions: new Map([...answers.questions].filter(([id]) => !ids.has(id))),
  };
}
