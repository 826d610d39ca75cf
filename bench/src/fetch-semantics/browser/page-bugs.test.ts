import { createFetch } from '@evenkeel/toolkit/fetch';
import { afterEach, expect, it, vi } from 'vitest';
import { plantedInPage } from './page-bugs.ts';

afterEach(() => void vi.unstubAllGlobals());

/** A network that gives these answers, one after another, and notes what it was asked. */
function network(...answers: Response[]): Request[] {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    asked.push(new Request(input, init));
    return answers[asked.length - 1] ?? new Response('ok');
  });
  return asked;
}

const url = 'https://api.example.com/a';
const refusal = (): Response => new Response('slow down', { status: 429, headers: { 'retry-after': '7200' } });

it('plain fetch in place of ours sends headers for us', async () => {
  const asked = network();
  const headers = { 'evenkeel-priority': '1' };
  await plantedInPage('is plain fetch', createFetch)()(url, { headers });
  await createFetch()(url, { headers });
  expect(asked.map((request) => request.headers.has('evenkeel-priority'))).toEqual([true, false]);
});

it('a wrapper is around plain fetch, whatever the options are', async () => {
  const asked = network();
  await plantedInPage('adds a header', createFetch)({ maxAttempts: 1 })(url);
  expect(asked.map((request) => request.headers.get('x-attempt'))).toEqual(['1']);
});

it('a bug below ours hides what the server asks for', async () => {
  network(refusal(), refusal());
  const hidden = await plantedInPage('forgets the hint', createFetch)({ maxAttempts: 1 })(url);
  const told = await createFetch({ maxAttempts: 1 })(url);
  expect([hidden, told].map(({ headers }) => headers.get('retry-after'))).toEqual([null, '7200']);
});

it('a fetch that is made for each call forgets', async () => {
  const asked = network(refusal(), refusal());
  const forgetful = plantedInPage('makes one for each call', createFetch)({ maxWaitMs: 0 });
  const steady = createFetch({ maxWaitMs: 0 });
  for (const each of [forgetful, steady]) await each(url);
  expect(await forgetful(url)).toMatchObject({ status: 200 });
  await expect(steady(url)).rejects.toMatchObject({ code: 'EVK_GATE_CLOSED' });
  expect(asked).toHaveLength(3);
});
