import { beforeAll, describe, expect, it } from 'vitest';
import { keptPolicy } from './testing/answers';
import { buildLaunchEvent } from './testing/bundle';
import { type Office, type OfficeOptions, openOffice } from './testing/post-office';

let script = '';

beforeAll(async () => {
  script = await buildLaunchEvent();
});

describe('a second press', () => {
  const options: OfficeOptions = { profile: 'classic-2206', kept: keptPolicy('confirm'), server: () => 'down' };
  const again = (office: Office) => office.clock.settle(office.host.send());

  it('sends where Outlook has no button for it', async () => {
    const office = openOffice(script, options);
    expect(await again(office)).toBe('alert');
    expect(office.host.alert?.message).toContain('10分以内に');
    await office.clock.advance(599_000);
    expect(await again(office)).toBe('sent');
  });

  it('is no answer when it comes at once: nobody has read the alert', async () => {
    const office = openOffice(script, options);
    await again(office);
    expect(await again(office)).toBe('alert');
    await office.clock.advance(1_500);
    expect(await again(office)).toBe('sent');
  });

  it('is asked for again after ten minutes', async () => {
    const office = openOffice(script, options);
    await again(office);
    await office.clock.advance(601_000);
    expect(await again(office)).toBe('alert');
  });

  it.each([
    ['a recipient', (office: Office) => void office.host.draft.cc.push({ address: 'x@tsubame.example' })],
    ['a field', (office: Office) => void office.host.draft.bcc.push(...office.host.draft.to.splice(0))],
    ['the subject', (office: Office) => void Object.assign(office.host.draft, { subject: '別件' })],
    ['the body', (office: Office) => void Object.assign(office.host.draft.body, { text: 'ほかの本文' })],
    ['a file', (office: Office) => void office.host.draft.attachments.push({ name: 'a.txt', size: 1 })],
  ])('does not count for a draft with another %s', async (_, edit) => {
    const office = openOffice(script, options);
    await again(office);
    edit(office);
    expect(await again(office)).toBe('alert');
  });
});
