import { differences, tellDifferences } from './difference.ts';
import type { FetchCase } from './fetch-case.ts';
import { actingPolicies } from './policies.ts';
import type { CaseRun } from './run-case.ts';

/** How the subject's runs of a case compare with those of plain `fetch`. */
export type FetchRuling =
  | { result: 'same' }
  | { result: 'differs'; why: string }
  /** The case itself shows nothing: plain `fetch` broke, or was not like itself. */
  | { result: 'void'; why: string };

/** Holds one run of the subject to one of plain `fetch`. */
export function compareRuns(tested: Pick<FetchCase, 'policy'>, got: CaseRun, plain: CaseRun): FetchRuling {
  if ('broke' in plain) return { result: 'void', why: `plain fetch: ${plain.broke}` };
  if ('broke' in got) return { result: 'differs', why: got.broke };
  const act = tested.policy === undefined ? undefined : actingPolicies[tested.policy];
  const found = differences(got.seen, act?.(plain.seen, got.seen) ?? plain.seen);
  return found.length === 0 ? { result: 'same' } : { result: 'differs', why: tellDifferences(found) };
}

/** The ruling on several runs: they all must be the same. What is void outranks what differs. */
export function overRounds(rulings: readonly FetchRuling[]): FetchRuling {
  const bad = rulings.find(({ result }) => result === 'void') ?? rulings.find(({ result }) => result === 'differs');
  return bad ?? { result: 'same' };
}

/** Whether plain `fetch` was like itself in two runs: if not, no subject can be held to it. */
export function steadiness(first: CaseRun, second: CaseRun): FetchRuling {
  if ('broke' in first) return { result: 'void', why: `plain fetch: ${first.broke}` };
  if ('broke' in second) return { result: 'void', why: `plain fetch: ${second.broke}` };
  const found = differences(second.seen, first.seen);
  if (found.length === 0) return { result: 'same' };
  return { result: 'void', why: `plain fetch is not like itself: ${tellDifferences(found)}` };
}
