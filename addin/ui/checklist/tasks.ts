import type { Confirm, ConfirmationRequest, ConfirmItem, Missing } from '../verdict';

/** What sort of act a task asks for. */
export type TaskKind = ConfirmItem['kind'] | 'question' | 'word' | 'reason';

/** One act without which the mail is not sent. */
export interface Task {
  /** Unique within a checklist; equal items share it. */
  readonly id: string;
  readonly kind: TaskKind;
  /** The address, domain, file name, rule id or word; empty for subject, body and reason. */
  readonly value: string;
}

/** What the sender has done so far. */
export interface Answers {
  /** Ids of ticked tasks. */
  readonly ticked: ReadonlySet<string>;
  /** Task id to what was typed: file names, words, the reason. */
  readonly typed: ReadonlyMap<string, string>;
  /** Task id of a question to the answer. */
  readonly questions: ReadonlyMap<string, boolean>;
}

/** The answers before anybody answered. */
export const noAnswers: Answers = { ticked: new Set(), typed: new Map(), questions: new Map() };

// In glance mode these are shown and the one button confirms them all.
const glanced: ReadonlySet<TaskKind> = new Set(['recipient', 'domain', 'attachment', 'subject', 'body']);

/** Names the task of an item. */
export function taskId(kind: TaskKind, value: string): string {
  return `${kind}:${value}`;
}

/** Lists all that must be done before sending, in the order of the screen, each once. */
export function tasksOf(confirm: Confirm): Task[] {
  const items = confirm.mode === 'glance' ? confirm.items.filter((item) => !glanced.has(item.kind)) : confirm.items;
  const all: Omit<Task, 'id'>[] = [
    ...items,
    ...confirm.questions.map((value) => ({ kind: 'question' as const, value })),
    ...(confirm.words ?? []).map((value) => ({ kind: 'word' as const, value })),
    ...(confirm.reason ? [{ kind: 'reason' as const, value: '' }] : []),
  ];
  const tasks = all.map((task) => ({ id: taskId(task.kind, task.value), kind: task.kind, value: task.value }));
  return [...new Map(tasks.map((task) => [task.id, task])).values()];
}

/** Tells whether two pieces of text are the same but for character width and blanks at the ends. */
export function sameText(typed: string, wanted: string): boolean {
  return typed.normalize('NFKC').trim() === wanted.normalize('NFKC').trim();
}

/** Tells whether a task is done. */
export function isDone(task: Task, answers: Answers): boolean {
  switch (task.kind) {
    case 'question':
      return answers.questions.get(task.id) === true;
    case 'word':
    case 'file-name':
      return sameText(answers.typed.get(task.id) ?? '', task.value);
    case 'reason':
      return (answers.typed.get(task.id) ?? '').trim() !== '';
    default:
      return answers.ticked.has(task.id);
  }
}

/** Lists what is still to do, in order. */
export function openTasks(tasks: readonly Task[], answers: Answers): Task[] {
  return tasks.filter((task) => !isDone(task, answers));
}

/** Writes the confirmation for the server: every item of the checklist, once all tasks are done. */
export function confirmationOf(confirm: Confirm, answers: Answers): ConfirmationRequest {
  const request: ConfirmationRequest = {
    items: confirm.items.map(({ kind, value }) => ({ kind, value })),
    questions: [...confirm.questions],
    words: [...(confirm.words ?? [])],
  };
  const reason = answers.typed.get(taskId('reason', ''))?.trim();
  return confirm.reason && reason ? { ...request, reason } : request;
}

/** Lists the tasks that a refused confirmation names. */
export function missingTasks(missing: Missing): Task[] {
  return tasksOf({
    mode: 'tick',
    items: missing.items,
    questions: missing.questions,
    words: missing.words,
    reason: missing.reason,
  });
}
