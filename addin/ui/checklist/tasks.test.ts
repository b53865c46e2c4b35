import { describe, expect, test } from 'vitest';
import { confirm, risky } from '../fixtures/verdicts';
import type { Confirm } from '../verdict';
import {
  type Answers,
  confirmationOf,
  isDone,
  missingTasks,
  noAnswers,
  openTasks,
  sameText,
  type Task,
  taskId,
  tasksOf,
} from './tasks';

function answers(more: Partial<Answers>): Answers {
  return { ...noAnswers, ...more };
}

describe('tasksOf', () => {
  test('lists items, questions, words and the reason, each once', () => {
    const asked = confirm({
      items: [
        { kind: 'attachment', value: 'a.pdf' },
        { kind: 'attachment', value: 'a.pdf' },
      ],
      questions: ['q'],
      words: ['送信', '送信'],
      reason: true,
    });
    expect(tasksOf(asked).map((task) => task.id)).toEqual(['attachment:a.pdf', 'question:q', 'word:送信', 'reason:']);
  });

  test('asks in glance mode only for what must be typed, opened or answered', () => {
    const items: Confirm['items'] = [
      { kind: 'recipient', value: 'a@b.example' },
      { kind: 'opened-file', value: 'a.pdf' },
      { kind: 'file-name', value: 'a.pdf' },
    ];
    const kinds = tasksOf(confirm({ mode: 'glance', items, questions: ['q'] })).map((task) => task.kind);
    expect(kinds).toEqual(['opened-file', 'file-name', 'question']);
  });
});

describe('isDone', () => {
  const cases: [string, Task['kind'], Partial<Answers>, boolean][] = [
    ['a box that is ticked', 'recipient', { ticked: new Set(['recipient:x']) }, true],
    ['a box of another kind', 'recipient', { ticked: new Set(['attachment:x']) }, false],
    ['a question answered yes', 'question', { questions: new Map([['question:x', true]]) }, true],
    ['a question answered no', 'question', { questions: new Map([['question:x', false]]) }, false],
    ['a question that was only ticked', 'question', { ticked: new Set(['question:x']) }, false],
    ['a word typed in full width', 'word', { typed: new Map([['word:x', ' ｘ ']]) }, true],
    ['a word typed wrong', 'word', { typed: new Map([['word:x', 'y']]) }, false],
    ['a word not typed', 'word', {}, false],
    ['a file name typed', 'file-name', { typed: new Map([['file-name:x', 'x']]) }, true],
    ['a reason of blanks', 'reason', { typed: new Map([['reason:x', '　 ']]) }, false],
    ['a reason', 'reason', { typed: new Map([['reason:x', '至急のため']]) }, true],
  ];
  test.each(cases)('%s', (_name, kind, done, want) => {
    expect(isDone({ id: taskId(kind, 'x'), kind, value: 'x' }, answers(done))).toBe(want);
  });
});

test('sameText forgives width and blanks, not letters', () => {
  expect(sameText('ＯＫ ', 'OK')).toBe(true);
  expect(sameText('ok', 'OK')).toBe(false);
});

test('confirmationOf names every item of the stored checklist, also in glance mode', () => {
  const asked: Confirm = { ...(risky.confirm as Confirm), mode: 'glance', words: ['送信'], reason: true };
  const typed = new Map([[taskId('reason', ''), ' 納期のため ']]);
  expect(confirmationOf(asked, answers({ typed }))).toEqual({
    items: asked.items,
    questions: ['wrong-person'],
    words: ['送信'],
    reason: '納期のため',
  });
});

test('openTasks shrinks as things are done, and missingTasks speaks of the same tasks', () => {
  const tasks = tasksOf(risky.confirm as Confirm);
  const ticked = new Set(tasks.map((task) => task.id));
  expect(openTasks(tasks, noAnswers)).toHaveLength(6);
  expect(openTasks(tasks, answers({ ticked })).map((task) => task.id)).toEqual(['question:wrong-person']);
  const missing = { items: [], questions: ['wrong-person'], words: [], reason: false };
  expect(missingTasks(missing)).toEqual(openTasks(tasks, answers({ ticked })));
});
