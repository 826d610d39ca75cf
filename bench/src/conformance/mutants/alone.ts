import type { Case } from '../case.ts';
import type { Contestant } from '../contestant.ts';
import { type CaseResult, runCase } from '../run-case.ts';

/** Runs a case alone, twice if it fails: among others it may have failed because they took its time. */
export async function runAlone(tested: Case, contestant: Contestant): Promise<CaseResult> {
  const first = await runCase(tested, contestant);
  return first.result === 'passed' ? first : runCase(tested, contestant);
}
