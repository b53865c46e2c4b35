import { describe, expect, test } from 'vitest';
import { confirm } from '../fixtures/verdicts';
import type { TickAll } from '../verdict';
import { type Bounds, bulkTasks, reducerFor } from './state';
import { noAnswers, tasksOf } from './tasks';

function bounds(tickAll: TickAll): Bounds {
  const tasks = tasksOf(
    confirm({
      items: [
        { kind: 'recipient', value: 'in@own.example' },
        { kind: 'recipient', value: 'out@other.example' },
        { kind: 'attachment', value: 'a.pdf' },
        { kind: 'subject', value: '' },
        { kind: 'opened-file', value: 'a.pdf' },
      ],
      questions: ['q'],
    }),
  );
  return { tasks, tickAll, internal: new Set(['recipient:in@own.example']) };
}

describe('tickMany', () => {
  const cases: [TickAll, 'internal' | 'all', string[]][] = [
    ['none', 'internal', []],
    ['none', 'all', []],
    ['internal', 'internal', ['recipient:in@own.example']],
    ['internal', 'all', []],
    ['all', 'internal', ['recipient:in@own.example']],
    ['all', 'all', ['recipient:in@own.example', 'recipient:out@other.example', 'attachment:a.pdf']],
  ];
  test.each(cases)('policy %s, pressed %s', (tickAll, scope, want) => {
    const answers = reducerFor(bounds(tickAll))(noAnswers, { type: 'tickMany', scope });
    expect([...answers.ticked]).toEqual(want);
    expect(bulkTasks(bounds(tickAll), scope)).toEqual(want);
  });
});

test('a tick for something that is not on the list changes nothing', () => {
  const reduce = reducerFor(bounds('all'));
  expect(reduce(noAnswers, { type: 'tick', id: 'recipient:else@where.example', on: true })).toBe(noAnswers);
});

test('what the server misses is open again, the rest stays', () => {
  const reduce = reducerFor(bounds('all'));
  let answers = reduce(noAnswers, { type: 'tickMany', scope: 'all' });
  answers = reduce(answers, { type: 'answer', id: 'question:q', yes: true });
  answers = reduce(answers, { type: 'reopen', ids: ['attachment:a.pdf', 'question:q'] });
  expect([...answers.ticked]).toEqual(['recipient:in@own.example', 'recipient:out@other.example']);
  expect(answers.questions.size).toBe(0);
});

test('a box can be unticked', () => {
  const reduce = reducerFor(bounds('none'));
  const ticked = reduce(noAnswers, { type: 'tick', id: 'attachment:a.pdf', on: true });
  expect(reduce(ticked, { type: 'tick', id: 'attachment:a.pdf', on: false }).ticked.size).toBe(0);
});
