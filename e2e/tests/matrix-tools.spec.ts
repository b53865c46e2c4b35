import { describe, expect, test } from 'vitest';
import { quantile } from '../bench/send.ts';
import { covered, MeterClock } from '../support/matrix/meter.ts';
import { Network } from '../support/matrix/network.ts';
import { VirtualClock } from '../support/matrix/virtual-clock.ts';

describe('the virtual clock', () => {
  test('jumps to the next timer, in order, and takes no real time for it', async () => {
    const clock = new VirtualClock();
    const heard: string[] = [];
    const began = performance.now();
    clock.setTimeout(() => heard.push(`b ${clock.now()}`), 300_000);
    clock.setTimeout(() => heard.push(`a ${clock.now()}`), 3_000);
    clock.clearTimeout(clock.setTimeout(() => heard.push('cancelled'), 10));
    await clock.wait(300_001);
    expect(heard).toEqual(['a 3000', 'b 300000']);
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  test('stands still while something real is under way', async () => {
    const clock = new VirtualClock();
    let done = () => {};
    const work = new Promise<void>((resolve) => {
      done = resolve;
    });
    const held = clock.hold(work);
    const waited = clock.wait(1_000).then(() => 'waited');
    const still = new Promise((resolve) => setImmediate(() => setImmediate(resolve))).then(() => 'still');
    expect(await Promise.race([waited, still])).toBe('still');
    expect(clock.now()).toBe(0);
    done();
    await held;
    expect([await waited, clock.now()]).toEqual(['waited', 1_000]);
  });

  test('gives runtimes a Date of its own', async () => {
    const clock = new VirtualClock();
    const Local = clock.date();
    const before = Local.now();
    await clock.wait(60_000);
    expect([Local.now() - before, new Local().getTime() - before]).toEqual([60_000, 60_000]);
    expect(new Local(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('the network', () => {
  const real = async () =>
    new Response('{"id":"c1"}', { status: 200, headers: { 'Content-Type': 'application/json' } });
  const ask = { method: 'POST', body: '{"intent":"send"}' };

  test.each([
    ['up', 200, 'c1'],
    [401, 401, undefined],
    [429, 429, undefined],
    ['malformed', 200, undefined],
    ['proxy-page', 200, undefined],
  ] as const)('in weather %s answers %i', async (weather, status, id) => {
    const network = new Network(real, new VirtualClock());
    network.weather = weather;
    expect((await network.fetch('https://a.example/v1/checks', ask)).status).toBe(status);
    expect(network.checks('send').map((one) => one.answer.id)).toEqual([id]);
  });

  test('down fails, slow takes longer than a door waits, silent never ends', async () => {
    const clock = new VirtualClock();
    const network = new Network(real, clock);
    network.weather = 'down';
    await expect(network.fetch('https://a.example/v1/checks', ask)).rejects.toThrow('Network request failed');
    network.weather = 'slow';
    await network.fetch('https://a.example/v1/checks', ask);
    expect(clock.now()).toBeGreaterThan(4_000);
    network.weather = 'silent';
    const never = network.fetch('https://a.example/v1/checks', ask).then(() => 'answered');
    expect(await Promise.race([never, clock.wait(600_000).then(() => 'nothing')])).toBe('nothing');
  });

  test('is the same for the older way to ask', async () => {
    const network = new Network(real, new VirtualClock());
    const Xhr = network.xhr() as new () => XMLHttpRequest;
    const xhr = new Xhr();
    xhr.open('GET', 'https://a.example/v1/me');
    const loaded = new Promise((resolve) => Object.assign(xhr, { onload: () => resolve(xhr.responseText) }));
    xhr.send();
    expect(await loaded).toBe('{"id":"c1"}');
    expect(xhr.getResponseHeader('Content-Type')).toBe('application/json');
  });
});

describe('the meter', () => {
  test('counts what overlaps once', () => {
    const spans = [
      [0, 10],
      [5, 12],
      [20, 21],
    ] as const;
    expect([covered(spans), covered([])]).toEqual([13, 0]);
  });

  test('takes what was waited for away', async () => {
    const clock = new MeterClock();
    const from = clock.now();
    await clock.hold(clock.wait(20), 'request');
    const sample = clock.take(from, clock.now());
    expect(sample.request).toBeGreaterThan(15);
    expect(sample.own).toBeLessThan(sample.request);
  });

  test('tells median and p95', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(values, 0.5), quantile(values, 0.95), quantile([], 0.5)]).toEqual([51, 96, Number.NaN]);
  });
});
