import { expect, it } from 'vitest';
import { fetchBugs } from './bugs.ts';
import type { FetchCase } from './fetch-case.ts';
import { holdBeside } from './hold-beside.ts';
import { type FetchSubject, passThrough } from './pass-through.ts';
import { plantBugs } from './plant-bugs.ts';
import { reply } from './replies.ts';

const { signal } = new AbortController();
const options = { rounds: 2, limitMs: 20_000, signal, onProgress: () => {} };

const calls: FetchCase = {
  name: 'calls',
  holds: 'a call is answered',
  bug: 'adds a header',
  async observe(fetch, server) {
    return (await fetch(await server.http(reply()))).text();
  },
};
let runs = 0;
const counts: FetchCase = { ...calls, name: 'counts', observe: async () => ++runs };

const adding: FetchSubject = {
  name: 'adding',
  open: () => ({ fetch: fetchBugs['adds a header'].plant(fetch) }),
};

it.each<[string, FetchSubject, FetchCase, string]>([
  ['what passes through', passThrough, calls, 'same'],
  ['what adds a header', adding, calls, 'differs'],
  ['what nothing can be held to', passThrough, counts, 'void'],
])('rules on %s', async (_, subject, tested, result) => {
  const groups = [{ topic: 'x', cases: [tested] }];
  expect(await holdBeside(subject, groups, options)).toMatchObject([{ topic: 'x', tested, ruling: { result } }]);
});

it('plants into plain fetch the own bug of a case, or all', async () => {
  const given = { limitMs: 20_000, signal, onProgress: () => {} };
  const own = await plantBugs([calls], { ...given, ownOnly: true });
  expect(own).toMatchObject([{ name: 'calls', bug: 'adds a header', own: true, ruling: { result: 'differs' } }]);
  const all = await plantBugs([calls], { ...given, ownOnly: false });
  expect(all).toHaveLength(Object.keys(fetchBugs).length);
  expect(all.filter((each) => each.own)).toEqual(own);
  expect(all.find(({ bug }) => bug === 'never follows')?.ruling).toEqual({ result: 'same' });
});

it('ends where it is told to', async () => {
  const ended = AbortSignal.abort(new Error('ended'));
  const groups = [{ topic: 'x', cases: [calls] }];
  await expect(holdBeside(passThrough, groups, { ...options, signal: ended })).rejects.toThrow('ended');
});
