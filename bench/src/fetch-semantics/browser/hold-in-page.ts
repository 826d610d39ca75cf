import { type FetchRuling, overRounds, steadiness } from '../compare-runs.ts';
import type { CaseRun } from '../run-case.ts';
import type { PageBugName } from './page-bugs.ts';
import type { PageCase, PageGroup, PageSubject } from './page-case.ts';
import { ruleInPage } from './rule-in-page.ts';

/** Runs a case in a page once. */
export interface PageRunner {
  run(tested: PageCase, subject: PageSubject, limitMs: number): Promise<CaseRun>;
}

/** What came of a case in the page. */
export interface PageResult {
  topic: string;
  tested: PageCase;
  ruling: FetchRuling;
}

/** What a case sees of its own bug. */
export interface PageSighting {
  name: string;
  bug: PageBugName;
  ruling: FetchRuling;
}

interface PageRunOptions {
  /** A run that takes longer has hung. */
  limitMs: number;
  signal: AbortSignal;
  onProgress: (done: number) => void;
}

/** Runs each case with ours, and with the page's own fetch where that is the measure, one after another. */
export async function holdInPage(
  page: PageRunner,
  groups: readonly PageGroup[],
  { rounds, limitMs, signal, onProgress }: PageRunOptions & { rounds: number },
): Promise<PageResult[]> {
  const results: PageResult[] = [];
  for (const { topic, cases } of groups) {
    for (const tested of cases) {
      const plain = tested.expected === undefined ? await page.run(tested, 'plain', limitMs) : undefined;
      const rulings: FetchRuling[] = [];
      for (let round = 0; round < rounds; round += 1) {
        signal.throwIfAborted();
        rulings.push(ruleInPage(tested, await page.run(tested, 'ours', limitMs), plain));
        if (plain !== undefined) rulings.push(steadiness(plain, await page.run(tested, 'plain', limitMs)));
      }
      results.push({ topic, tested, ruling: overRounds(rulings) });
      onProgress(results.length);
    }
  }
  return results;
}

/** Runs each case with its own bug. */
export async function plantInPage(
  page: PageRunner,
  groups: readonly PageGroup[],
  { limitMs, signal, onProgress }: PageRunOptions,
): Promise<PageSighting[]> {
  const cases = groups.flatMap((group) => group.cases);
  // First: what a hung run leaves behind must not be seen as plain fetch's.
  const plain = new Map<string, CaseRun>();
  for (const tested of cases) {
    if (tested.expected === undefined) plain.set(tested.name, await page.run(tested, 'plain', limitMs));
  }
  const sightings: PageSighting[] = [];
  for (const tested of cases) {
    signal.throwIfAborted();
    const { name, bug } = tested;
    sightings.push({ name, bug, ruling: ruleInPage(tested, await page.run(tested, bug, limitMs), plain.get(name)) });
    onProgress(sightings.length);
  }
  return sightings;
}
