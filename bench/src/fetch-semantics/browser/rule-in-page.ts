import { compareRuns, type FetchRuling } from '../compare-runs.ts';
import { differences, tellDifferences } from '../difference.ts';
import type { CaseRun } from '../run-case.ts';
import type { PageCase } from './page-case.ts';

/**
 * Holds a run in the page to what the case says must be seen, or else to plain fetch's.
 *
 * @param plain undefined where it was not run, since the case says what must be seen
 */
export function ruleInPage(tested: PageCase, got: CaseRun, plain: CaseRun | undefined): FetchRuling {
  const { expected } = tested;
  if (expected === undefined) return compareRuns(tested, got, plain ?? { broke: 'it did not run' });
  if ('broke' in got) return { result: 'differs', why: got.broke };
  const found = differences(got.seen, { ...expected, untaken: [] });
  return found.length === 0 ? { result: 'same' } : { result: 'differs', why: tellDifferences(found, 'it must be') };
}
