import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Draft, newDraft, OutlookHost, type ProfileId, profiles } from '../../playground/office';
import { ManualClock } from '../../playground/office/testing/manual-clock';
import { manifest } from '../launchevent/testing/post-office';
import { OfficeCalls } from './async';
import { addHead, addRecipients, moveToBcc, removeFiles, removeRecipients } from './changes';

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
