import { expect, it } from 'vitest';
import { Broken } from './check.ts';
import { caseOf, contestantOf } from './run.fixture.ts';
import { runCase } from './run-case.ts';

const nobody = contestantOf('nobody');

it('passes a case that throws nothing, and says how long it took', async () => {
  const end = await runCase(caseOf('x', { run: () => new Promise((resolve) => setTimeout(resolve, 10)) }), nobody);
  expect(end).toEqual({ result: 'passed', tookMs: expect.any(Number) });
  expect(end.tookMs).toBeGreaterThan(8);
});

it.each<[string, unknown, string]>([
  ['what a check found', new Broken('state: "open", expected "closed"'), 'state: "open", expected "closed"'],
  ['an error, by its name', new TypeError('x is no function'), 'TypeError: x is no function'],
  ['an error, with its cause', new Error('fetch failed', { cause: 'ECONNRESET' }), 'Error: fetch failed (ECONNRESET)'],
  ['an error, on one line', new Error('first\n  second'), 'Error: first second'],
  ['what is no error', 'just text', 'just text'],
])('fails with %s', async (_, error, why) => {
  const end = await runCase(caseOf('x', { run: () => Promise.reject(error) }), nobody);
  expect(end).toMatchObject({ result: 'failed', why });
});

it('does not apply to a contestant that has no such part', async () => {
  const end = await runCase(caseOf('x', { run: async (check) => void check.timeout(5) }), nobody);
  expect(end.result).toBe('not-applicable');
});

it.each(['a case that hangs', 'a case that ends'])('stops what was opened by %s', async (which) => {
  let url = '';
  const hangs = which === 'a case that hangs';
  const tested = caseOf('x', {
    run: async (check) => {
      url = (await check.upstream([200])).url;
      expect((await fetch(url)).status).toBe(200);
      if (hangs) await new Promise(() => {});
    },
  });
  const end = await runCase(tested, nobody, hangs ? { limitMs: 500 } : {});
  expect(end).toMatchObject(hangs ? { result: 'failed', why: 'it has not ended after 500 ms' } : { result: 'passed' });
  await expect(fetch(url)).rejects.toThrow();
});

it('stops what a case opens after it was given up', async () => {
  const resumed = Promise.withResolvers<string>();
  const tested = caseOf('x', {
    run: async (check) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const upstream = await check.upstream([200]);
      resumed.resolve(`${upstream.connections}`);
    },
  });
  expect((await runCase(tested, nobody, { limitMs: 5 })).result).toBe('failed');
  await expect(resumed.promise).resolves.toBe('0');
});

it('fails where closing fails', async () => {
  const client = { call: () => Promise.reject(new Error('unused')), close: () => new Promise<void>(() => {}) };
  const tested = caseOf('x', {
    run: async (check) => {
      check.client(await check.upstream([200]), {});
    },
  });
  const end = await runCase(tested, contestantOf('hanging', { client: () => client }), { closeLimitMs: 5 });
  expect(end).toMatchObject({ result: 'failed', why: 'what it opened has not closed after 5 ms' });
});
