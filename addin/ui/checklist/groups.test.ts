import { expect, test } from 'vitest';
import { finding, recipient, risky } from '../fixtures/verdicts';
import { findingsBy, groupRecipients, visibleFindings } from './groups';

const findings = findingsBy(visibleFindings(risky), 'recipients');

test('findings come worst first, and hidden ones not at all', () => {
  expect(visibleFindings(risky).map((f) => f.severity)).toEqual(['danger', 'warning', 'warning', 'info']);
});

test('information alone flags nobody', () => {
  expect([...findings.keys()].sort()).toEqual(['m.endo@gmail.com', 'suzuki@tsubarne.example']);
});

test('what is about all of them together flags nobody', () => {
  const together = finding('recipient.many-visible', 'warning', { recipients: ['a@x.example', 'b@x.example'] });
  expect(findingsBy([together], 'recipients').size).toBe(0);
});

test('groups are companies, else domains: the risky first, internal last', () => {
  const groups = groupRecipients(risky.recipients, findings, false);
  expect(groups.map((g) => [g.title, g.worst])).toEqual([
    ['tsubarne.example', 'danger'],
    ['gmail.com', 'warning'],
    ['つばめ印刷', 'hidden'],
    ['', 'hidden'],
  ]);
  expect(groups[2]?.domains).toEqual(['tsubame.example']);
});

test('a look-alike never shares a group with the company it imitates', () => {
  const groups = groupRecipients(risky.recipients, findings, false);
  const tsubame = groups.find((group) => group.title === 'つばめ印刷');
  expect(tsubame?.recipients.map((r) => r.address)).toEqual(['tanaka@tsubame.example']);
});

test('one company at two domains is one group, unless domains are what is ticked', () => {
  const two = [recipient('a@one.example', { company: '一社' }), recipient('b@two.example', { company: '一社' })];
  expect(groupRecipients(two, new Map(), false).map((g) => g.domains)).toEqual([['one.example', 'two.example']]);
  expect(groupRecipients(two, new Map(), true).map((g) => g.title)).toEqual(['one.example', 'two.example']);
});

test('the worst of a group is the worst of its members', () => {
  const list = [
    finding('a', 'warning', { recipients: ['x@a.example'] }),
    finding('b', 'danger', { recipients: ['y@a.example'] }),
  ];
  const members = [recipient('x@a.example'), recipient('y@a.example')];
  expect(groupRecipients(members, findingsBy(list, 'recipients'), false)[0]?.worst).toBe('danger');
});
