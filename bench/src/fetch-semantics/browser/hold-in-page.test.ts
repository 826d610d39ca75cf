import { expect, it } from 'vitest';
import type { CaseRun } from '../run-case.ts';
import { holdInPage, type PageRunner, plantInPage } from './hold-in-page.ts';
import type { PageCase, PageSubject } from './page-case.ts';

const { signal } = new AbortController();
const options = { limitMs: 5, signal, onProgress: () => {} };

const tested: PageCase = {
  name: 'compared',
  holds: 'it holds',
  bug: 'adds a header',
  serve: () => () => {},
  observe: () => Promise.resolve(),
};
const saying: PageCase = { ...tested, name: 'saying', bug: 'is plain fetch', expected: { client: 'ours', server: [] } };
const groups = [{ topic: 'x', cases: [tested, saying] }];

/** A page in which each run shows what `show` gives. */
function runner(show: (name: string, subject: PageSubject) => unknown): PageRunner & { runs: string[] } {
  const runs: string[] = [];
  return {
    runs,
    run: async ({ name }, subject): Promise<CaseRun> => {
      runs.push(`${name} ${subject}`);
      return { seen: { client: show(name, subject), server: [], untaken: [] } };
    },
  };
}

const asItShould = (name: string, subject: PageSubject): unknown => {
  if (name === 'saying') return subject;
  return subject === 'ours' ? 'plain' : subject;
};

it("holds ours to the page's fetch, or to what a case says", async () => {
  const page = runner(asItShould);
  const results = await holdInPage(page, groups, { ...options, rounds: 2 });
  expect(results.map(({ ruling }) => ruling.result)).toEqual(['same', 'same']);
  expect(page.runs).toEqual([
    ...['compared plain', 'compared ours', 'compared plain', 'compared ours', 'compared plain'],
    ...['saying ours', 'saying ours'],
  ]);
});

it.each<[string, (name: string, subject: PageSubject) => unknown, string[]]>([
  ['ours shows something else', (_, subject) => subject, ['differs', 'same']],
  [
    'ours does not what a case says',
    (name, subject) => asItShould(name, name === 'saying' ? 'plain' : subject),
    ['same', 'differs'],
  ],
])('sees that %s', async (_, show, rulings) => {
  const results = await holdInPage(runner(show), groups, { ...options, rounds: 1 });
  expect(results.map(({ ruling }) => ruling.result)).toEqual(rulings);
});

it('holds nothing to a fetch that is not like itself', async () => {
  let runs = 0;
  const results = await holdInPage(
    runner(() => ++runs),
    [{ topic: 'x', cases: [tested] }],
    { ...options, rounds: 1 },
  );
  expect(results).toMatchObject([{ ruling: { result: 'void' } }]);
});

it('plants into each case its own bug', async () => {
  const page = runner(asItShould);
  expect(await plantInPage(page, groups, options)).toMatchObject([
    { name: 'compared', bug: 'adds a header', ruling: { result: 'differs' } },
    { name: 'saying', bug: 'is plain fetch', ruling: { result: 'differs' } },
  ]);
  expect(page.runs).toEqual(['compared plain', 'compared adds a header', 'saying is plain fetch']);
});

it('ends where it is told to', async () => {
  const ended = { ...options, signal: AbortSignal.abort(new Error('ended')) };
  await expect(holdInPage(runner(asItShould), groups, { ...ended, rounds: 1 })).rejects.toThrow('ended');
  await expect(plantInPage(runner(asItShould), groups, ended)).rejects.toThrow('ended');
});
