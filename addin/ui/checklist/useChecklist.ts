import { useCallback, useEffect, useId, useMemo, useReducer, useState } from 'react';
import type { Confirm, Missing, TickAll, Verdict } from '../verdict';
import type { Group } from './groups';
import { type Bounds, bulkTasks, reducerFor } from './state';
import {
  type Answers,
  isDone,
  missingTasks,
  noAnswers,
  openTasks,
  type Task,
  type TaskKind,
  taskId,
  tasksOf,
} from './tasks';

const nothingToConfirm: Confirm = { mode: 'glance', items: [], questions: [] };

/** A checklist at work: what is asked, what is done, and how to do more. */
export interface Checklist {
  readonly confirm: Confirm;
  readonly tasks: readonly Task[];
  readonly answers: Answers;
  /** What is still to do, in the order of the screen. */
  readonly open: readonly Task[];
  /** Begins every id in the document. */
  readonly prefix: string;
  readonly bulkInternal: boolean;
  readonly bulkAll: boolean;
  readonly tick: (task: string, on: boolean) => void;
  readonly tickMany: (scope: 'internal' | 'all') => void;
  readonly type: (task: string, text: string) => void;
  readonly answer: (task: string, yes: boolean) => void;
  /** The task for a thing, or undefined if nothing is asked about it. */
  readonly taskFor: (kind: TaskKind, value: string) => string | undefined;
  readonly domId: (task: string) => string;
  readonly progressOf: (group: Group) => { done: number; total: number };
  readonly isOpen: (group: string) => boolean;
  readonly setOpen: (group: string, open: boolean) => void;
  /** Opens what hides the first open task and moves the focus there. */
  readonly focusNext: () => void;
}

function boundsOf(verdict: Verdict, tickAll: TickAll): Bounds & { readonly confirm: Confirm } {
  const confirm = verdict.confirm ?? nothingToConfirm;
  const inside = verdict.recipients.filter((recipient) => recipient.internal);
  const outside = new Set(verdict.recipients.filter((r) => !r.internal).map((r) => r.domain));
  const internal = new Set([
    ...inside.map((recipient) => taskId('recipient', recipient.address)),
    ...inside.filter((r) => !outside.has(r.domain)).map((recipient) => taskId('domain', recipient.domain)),
  ]);
  return { confirm, tasks: tasksOf(confirm), tickAll, internal };
}

function groupTasks(group: Group): string[] {
  const ids = group.recipients.flatMap((r) => [taskId('recipient', r.address), taskId('domain', r.domain)]);
  return [...new Set(ids)];
}

/** Keeps the answers to one verdict. A refusal by the server (missing) opens what it names again. */
export function useChecklist(
  verdict: Verdict,
  groups: readonly Group[],
  tickAll: TickAll,
  missing: Missing | undefined,
): Checklist {
  const prefix = useId();
  const bounds = useMemo(() => boundsOf(verdict, tickAll), [verdict, tickAll]);
  const [answers, dispatch] = useReducer(
    useMemo(() => reducerFor(bounds), [bounds]),
    noAnswers,
  );
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [target, setTarget] = useState<{ readonly id: string }>();
  const index = useMemo(() => new Map(bounds.tasks.map((task, i) => [task.id, i])), [bounds]);
  const open = useMemo(() => openTasks(bounds.tasks, answers), [bounds, answers]);
  const tick = useCallback((id: string, on: boolean) => dispatch({ type: 'tick', id, on }), []);

  useEffect(() => {
    if (missing) dispatch({ type: 'reopen', ids: missingTasks(missing).map((task) => task.id) });
  }, [missing]);

  const domId = (task: string) => `${prefix}-${index.get(task) ?? 'none'}`;
  useEffect(() => {
    if (target) document.getElementById(domId(target.id))?.focus();
  }, [target]);

  const tasksIn = (group: Group) => groupTasks(group).filter((id) => index.has(id));
  const opensByItself = (group: Group) => !group.internal || tasksIn(group).length > 0 || group.worst !== 'hidden';
  const isOpen = (key: string) => toggled.get(key) ?? groups.some((g) => g.key === key && opensByItself(g));
  const setOpen = (key: string, on: boolean) => setToggled((before) => new Map(before).set(key, on));
  const doneIds = new Set(bounds.tasks.filter((task) => isDone(task, answers)).map((task) => task.id));

  return {
    confirm: bounds.confirm,
    tasks: bounds.tasks,
    answers,
    open,
    prefix,
    bulkInternal: bulkTasks(bounds, 'internal').length > 0 && bounds.tickAll === 'internal',
    bulkAll: bulkTasks(bounds, 'all').length > 0,
    tick,
    tickMany: (scope) => dispatch({ type: 'tickMany', scope }),
    type: (id, text) => dispatch({ type: 'type', id, text }),
    answer: (id, yes) => dispatch({ type: 'answer', id, yes }),
    taskFor: (kind, value) => (index.has(taskId(kind, value)) ? taskId(kind, value) : undefined),
    domId,
    progressOf: (group) => {
      const ids = tasksIn(group);
      return { done: ids.filter((id) => doneIds.has(id)).length, total: ids.length };
    },
    isOpen,
    setOpen,
    focusNext: () => {
      const next = open[0];
      if (!next) return;
      const group = groups.find((candidate) => tasksIn(candidate).includes(next.id));
      if (group) setOpen(group.key, true);
      setTarget({ id: next.id });
    },
  };
}
