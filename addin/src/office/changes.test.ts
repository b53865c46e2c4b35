import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Draft, newDraft, OutlookHost, type ProfileId, profiles } from '../../playground/office';
import { ManualClock } from '../../playground/office/testing/manual-clock';
import { manifest } from '../launchevent/testing/post-office';
import { makeFix } from '../taskpane/make';
import { OfficeCalls } from './async';
import { addHead, addRecipients, addSubject, moveToBcc, removeFiles, removeRecipients } from './changes';

afterEach(() => vi.unstubAllGlobals());

function openPane(profile: ProfileId, draft: Partial<Draft> = {}) {
  const clock = new ManualClock();
  const host = new OutlookHost({
    profile: profiles[profile],
    manifest,
    clock,
    displayLanguage: 'ja-JP',
    draft: newDraft('hoshino@akatsuki.example', draft),
    load: () => {},
  });
  vi.stubGlobal('Office', host.office('taskpane'));
  vi.stubGlobal('setTimeout', (run: () => void, milliseconds: number) => clock.setTimeout(run, milliseconds));
  vi.stubGlobal('clearTimeout', (id: number) => clock.clearTimeout(id));
  const run = <T>(work: (calls: OfficeCalls) => Promise<T>) => clock.settle(work(new OfficeCalls()));
  const shown = (field: 'to' | 'cc' | 'bcc') => host.draft[field].map((one) => one.address);
  return { host, run, shown };
}

const people = (count: number, name = 'p') =>
  Array.from({ length: count }, (_, index) => ({ address: `${name}${index}@x.example`, name: `人${index}` }));

type Writes = (given: readonly unknown[], done: (result: unknown) => void) => void;

/** Puts something between the add-in and one writing call of a field. */
function between(field: 'to' | 'cc' | 'bcc', api: 'setAsync' | 'addAsync', change: (real: Writes) => Writes) {
  const recipients = Office.context.mailbox.item?.[field] as unknown as Record<typeof api, Writes>;
  recipients[api] = change(recipients[api].bind(recipients));
}

/** The call is made, and its callback never comes. */
const unheard =
  (real: Writes): Writes =>
  (given) =>
    real(given, () => {});

/** Outlook takes only the first so many, and says that all went well. */
const only =
  (count: number) =>
  (real: Writes): Writes =>
  (given, done) =>
    real(given.slice(0, count), done);

const ids = Object.keys(profiles) as ProfileId[];

describe.each(ids)('in %s', (profile) => {
  it('moves people to Bcc, once each, and keeps their names', async () => {
    const { host, run, shown } = openPane(profile, {
      to: [{ address: 'A@x.example', name: '田中' }, { address: 'in@akatsuki.example' }],
      cc: [{ address: 'a@x.example' }, { address: 'b@x.example' }],
      bcc: [{ address: 'b@x.example' }],
    });
    for (let again = 0; again < 2; again += 1) {
      expect(await run((calls) => moveToBcc(calls, ['a@x.example', 'B@x.example']))).toEqual({ ok: true });
      expect([shown('to'), shown('cc'), shown('bcc')]).toEqual([
        ['in@akatsuki.example'],
        [],
        ['b@x.example', 'A@x.example'],
      ]);
    }
    expect(host.draft.bcc[1]?.name).toBe('田中');
    host.quirks.assertClean();
  });

  it('writes no more than a hundred at a time', async () => {
    const { host, run, shown } = openPane(profile, { to: people(250), bcc: people(3, 'q') });
    const all = people(250).map((one) => one.address);
    expect(await run((calls) => moveToBcc(calls, all.slice(0, 240)))).toEqual({ ok: true });
    expect([shown('to').length, shown('bcc').length]).toEqual([10, 243]);
    expect(await run((calls) => removeRecipients(calls, all.slice(0, 100)))).toEqual({ ok: true });
    expect(shown('bcc')).toHaveLength(143);
    host.quirks.assertClean();
  });

  it('adds nobody twice', async () => {
    const { host, run, shown } = openPane(profile, { cc: [{ address: 'Boss@akatsuki.example' }] });
    expect(await run((calls) => addRecipients(calls, 'cc', ['boss@akatsuki.example', 'new@akatsuki.example']))).toEqual(
      {
        ok: true,
      },
    );
    expect(shown('cc')).toEqual(['Boss@akatsuki.example', 'new@akatsuki.example']);
    host.quirks.assertClean();
  });

  it('takes files out by name, whatever their ids are', async () => {
    const { host, run } = openPane(profile, {
      attachments: [
        { name: 'a.txt', size: 1, content: 'YQ==' },
        { name: 'b.txt', size: 1, content: 'YQ==' },
        { name: 'a.txt', size: 2, content: 'YWE=' },
      ],
    });
    expect(await run((calls) => removeFiles(calls, ['a.txt', 'none.txt']))).toEqual({ ok: true });
    expect(host.draft.attachments.map((file) => file.name)).toEqual(['b.txt']);
    host.quirks.assertClean();
  });

  it('puts text before the mail once', async () => {
    const { host, run } = openPane(profile, { body: { text: '本文', html: '<p>本文</p>' } });
    for (let again = 0; again < 2; again += 1) {
      expect(await run((calls) => addHead(calls, '【社外秘】\n取扱注意'))).toEqual({ ok: true });
      expect(host.draft.body.text.match(/社外秘/g)).toHaveLength(1);
    }
    host.quirks.assertClean();
  });
});

describe('what goes wrong', () => {
  it('loses nobody when Bcc cannot be written', async () => {
    const { host, run, shown } = openPane('web', { to: people(3) });
    host.faults.inject('bcc.addAsync', { kind: 'fail', message: 'injected' });
    expect(await run((calls) => moveToBcc(calls, ['p0@x.example']))).toMatchObject({
      ok: false,
      error: { kind: 'failed' },
    });
    expect([shown('to').length, shown('bcc').length]).toEqual([3, 0]);
  });

  it('says when the old place could not be cleared', async () => {
    const { host, run, shown } = openPane('web', { to: people(1), cc: people(1, 'q') });
    host.faults.inject('cc.setAsync', { kind: 'hang' });
    const moved = await run((calls) => moveToBcc(calls, ['p0@x.example', 'q0@x.example']));
    expect(moved).toMatchObject({ ok: false, error: { kind: 'partly', cause: { kind: 'timeout' } } });
    expect(shown('bcc')).toEqual(['p0@x.example', 'q0@x.example']);
  });

  it('touches no field that may hold more than Outlook shows', async () => {
    const { run, shown } = openPane('classic-2404', { to: people(500) });
    expect(await run((calls) => removeRecipients(calls, ['p0@x.example']))).toEqual({
      ok: false,
      error: { kind: 'too-many', field: 'to' },
    });
    expect(shown('to')).toHaveLength(500);
  });

  it('moves nobody in a meeting', async () => {
    const { run } = openPane('web', { kind: 'appointment', to: people(1) });
    expect(await run((calls) => moveToBcc(calls, ['p0@x.example']))).toMatchObject({ ok: false });
  });
});

describe('a field of more than a hundred', () => {
  const first = ['p0@x.example'];
  const others = people(300)
    .slice(1)
    .map((one) => one.address);

  it('keeps everybody when Outlook replaced it and never said so', async () => {
    const { run, shown } = openPane('web', { to: people(300) });
    between('to', 'setAsync', unheard);
    expect(await run((calls) => removeRecipients(calls, first))).toMatchObject({
      ok: false,
      error: { kind: 'partly', cause: { kind: 'timeout', api: 'to.setAsync' } },
    });
    expect(shown('to')).toEqual(others);
  });

  it.each(['fail', 'hang'] as const)('adds the rest once more after an addAsync that did %s', async (kind) => {
    const { host, run, shown } = openPane('web', { to: people(300) });
    host.faults.inject('to.addAsync', kind === 'fail' ? { kind, message: 'injected' } : { kind }, 1);
    const removed = await run((calls) => removeRecipients(calls, first));
    expect(removed).toMatchObject(kind === 'fail' ? { ok: true } : { ok: false, error: { kind: 'partly' } });
    expect(shown('to').sort()).toEqual([...others].sort());
  });

  it('says that it is unsure when nobody can be added any more', async () => {
    const { host, run, shown } = openPane('web', { to: people(300) });
    host.faults.inject('to.addAsync', { kind: 'fail', message: 'injected' });
    expect(await run((calls) => makeFix(calls, { kind: 'remove', recipients: first }))).toBe('unsure');
    expect(shown('to')).toEqual(others.slice(0, 100));
  });

  it('is as it was when Outlook refuses to write it', async () => {
    const { host, run, shown } = openPane('web', { to: people(300) });
    host.faults.inject('to.setAsync', { kind: 'fail', message: 'injected' });
    expect(await run((calls) => makeFix(calls, { kind: 'remove', recipients: first }))).toBe('failed');
    expect(shown('to')).toHaveLength(300);
  });
});

describe('a write that is not to be trusted', () => {
  const fix = { kind: 'remove', recipients: ['p0@x.example'] } as const;

  it.each([
    ['lost somebody', only(1)],
    ['did nothing', (): Writes => (_, done) => done({ status: 'succeeded' })],
  ])('is seen in a short field when it %s', async (_, change) => {
    const { run } = openPane('web', { to: people(3) });
    between('to', 'setAsync', change);
    expect(await run((calls) => makeFix(calls, fix))).toBe('unsure');
  });

  it('leaves To alone unless everybody is seen in Bcc', async () => {
    const { run, shown } = openPane('web', { to: people(3) });
    between('bcc', 'addAsync', only(1));
    expect(await run((calls) => moveToBcc(calls, ['p0@x.example', 'p1@x.example']))).toEqual({
      ok: false,
      error: { kind: 'not-there', field: 'bcc' },
    });
    expect(shown('to')).toHaveLength(3);
  });

  it('does not say that the mail is as it was when Bcc has them and To could not be cleared', async () => {
    const { host, run, shown } = openPane('web', { to: people(1) });
    host.faults.inject('to.setAsync', { kind: 'fail', message: 'injected' });
    expect(await run((calls) => makeFix(calls, { ...fix, kind: 'move-to-bcc' }))).toBe('unsure');
    expect([shown('to'), shown('bcc')]).toEqual([fix.recipients, fix.recipients]);
  });

  it.each([
    ['subject.setAsync', (calls: OfficeCalls) => addSubject(calls, '【社外秘】')],
    ['body.prependAsync', (calls: OfficeCalls) => addHead(calls, '社外秘')],
    ['removeAttachmentAsync', (calls: OfficeCalls) => removeFiles(calls, ['a.txt'])],
    ['bcc.addAsync', (calls: OfficeCalls) => addRecipients(calls, 'bcc', ['a@x.example'])],
  ])('may have been made when %s got no answer', async (api, change) => {
    const { host, run } = openPane('web', { attachments: [{ name: 'a.txt', size: 1, content: 'YQ==' }] });
    host.faults.inject(api, { kind: 'hang' }, 1);
    expect(await run(change)).toMatchObject({ ok: false, error: { kind: 'partly', cause: { kind: 'timeout', api } } });
  });
});

describe('a field that would reach what Outlook shows', () => {
  const tooMany = { ok: false, error: { kind: 'too-many', field: 'bcc' } };

  it.each([
    ['moveToBcc', (calls: OfficeCalls, who: string[]) => moveToBcc(calls, who)],
    ['addRecipients', (calls: OfficeCalls, who: string[]) => addRecipients(calls, 'bcc', who)],
  ])('is not added to by %s', async (_, change) => {
    const who = people(50).map((one) => one.address);
    const { host, run, shown } = openPane('classic-2404', { to: people(50), bcc: people(450, 'q') });
    expect(await run((calls) => change(calls, who))).toEqual(tooMany);
    expect([shown('to').length, shown('bcc').length]).toEqual([50, 450]);
    expect(host.calls.filter((call) => /(add|set)Async$/.test(call.api))).toEqual([]);
    expect(await run((calls) => change(calls, who.slice(1)))).toEqual({ ok: true });
    expect(shown('bcc')).toHaveLength(499);
  });
});

describe('files that cannot be taken out', () => {
  const picture = { name: 'a.png', size: 1, content: 'YQ==', inline: true };
  const file = { name: 'b.txt', size: 1, content: 'YQ==' };

  it.each([
    ['only inline', ['a.png']],
    ['not there', ['c.txt']],
  ])('are missing when they are %s', async (_, names) => {
    const { host, run } = openPane('web', { attachments: [picture, file] });
    expect(await run((calls) => removeFiles(calls, names))).toMatchObject({ ok: false, error: { kind: 'missing' } });
    expect(await run((calls) => makeFix(calls, { kind: 'remove-file', attachments: names }))).toBe('failed');
    expect(host.draft.attachments).toHaveLength(2);
    host.quirks.assertClean();
  });

  it('are told beside those that could', async () => {
    const { host, run } = openPane('web', { attachments: [picture, file] });
    expect(await run((calls) => removeFiles(calls, ['a.png', 'b.txt']))).toMatchObject({
      ok: false,
      error: { kind: 'partly', cause: { kind: 'missing' } },
    });
    expect(host.draft.attachments.map((one) => one.name)).toEqual(['a.png']);
  });
});
