import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { bareGlobals } from './bare-globals';
import { newDraft } from './draft';
import { OutlookHost } from './host';
import { profiles } from './profiles';
import { manifest } from './testing/addin';
import { ManualClock } from './testing/manual-clock';

/** Sends with an add-in whose event code is this text, in classic Outlook. */
async function send(script: string) {
  const clock = new ManualClock();
  const host: OutlookHost = new OutlookHost({
    profile: profiles['classic-2412'],
    manifest,
    draft: newDraft('hoshino@akatsuki.example'),
    clock,
    load: (room) => {
      runInContext(script, createContext(bareGlobals(host.world, room, { fetch: async () => ({ status: 200 }) })));
    },
  });
  const status = await clock.settle(host.send());
  return { status, host };
}

const associate = (body: string) => `Office.actions.associate('onMessageSendHandler', function (event) { ${body} });`;

describe('the JavaScript-only runtime', () => {
  it('runs a handler that keeps to the rules', async () => {
    const { status, host } = await send(
      associate(`fetch('https://x.example/').then(function () { event.completed({ allowEvent: true }); });`),
    );
    host.quirks.assertClean();
    expect(status).toBe('sent');
  });

  it.each([
    ['document', `document.title; event.completed({ allowEvent: true });`],
    ['localStorage', `localStorage.getItem('k'); event.completed({ allowEvent: true });`],
    ['window', `window.x = 1; event.completed({ allowEvent: true });`],
  ])('has no %s', async (name, body) => {
    const { status, host } = await send(associate(body));
    expect([status, host.quirks.codes[0]]).toEqual(['alert', 'handler-threw']);
    expect(host.quirks.all[0]?.detail).toContain(`${name} is not defined`);
  });

  it('does not run what waits for onReady', async () => {
    const { host } = await send(
      `Office.onReady(function () { ${associate('event.completed({ allowEvent: true });')} });`,
    );
    expect(host.quirks.codes).toEqual(['onready-ignored', 'handler-not-associated']);
  });

  it('takes absolute addresses only', async () => {
    const { host } = await send(
      associate(`fetch('/v1/checks').catch(function () { event.completed({ allowEvent: true }); });`),
    );
    expect(host.quirks.codes).toEqual(['relative-url']);
  });

  it('is unavailable when the script is no script', async () => {
    const { host } = await send('import x from "./x.js";');
    expect([host.alert?.reason, host.quirks.codes]).toEqual(['unavailable', ['load-error']]);
  });
});
