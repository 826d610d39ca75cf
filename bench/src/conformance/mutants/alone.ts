import type { Case } from '../case.ts';
import type { Contestant } from '../contestant.ts';
import { type CaseResult, runCase } from '../run-case.ts';

/** How a case ends by itself, which may have failed among others because these took its time; at best of two. */
export async function runAlone(tested: Case, contestant: Contestant): Promise<CaseResult> {
  const first = await runCase(tested, contestant);
  return first.result === 'passed' ? first : runCase(tested, contestant);
}
