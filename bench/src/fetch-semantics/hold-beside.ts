import { compareRuns, type FetchRuling, overRounds, steadiness } from './compare-runs.ts';
import type { FetchCase, FetchGroup } from './fetch-case.ts';
import { type FetchSubject, passThrough } from './pass-through.ts';
import { type CaseRun, runOnce } from './run-case.ts';

/** What came of a case. */
export interface FetchResult {
  topic: string;
  tested: FetchCase;
  ruling: FetchRuling;
  /** What was seen of plain `fetch`. */
  plain: CaseRun;
}

interface HoldingOptions {
  rounds: number;
  /** A run that takes longer has hung. */
  limitMs: number;
  signal: AbortSignal;
  onProgress: (done: number) => void;
}

/** Runs each case against plain `fetch` and against the subject in turns, one after another. */
export async function holdBeside(
  subject: FetchSubject,
  groups: readonly FetchGroup[],
  { rounds, limitMs, signal, onProgress }: HoldingOptions,
): Promise<FetchResult[]> {
  const results: FetchResult[] = [];
  for (const { topic, cases } of groups) {
    for (const tested of cases) {
      const plain = await runOnce(tested, passThrough, limitMs);
      const rulings: FetchRuling[] = [];
      for (let round = 0; round < rounds; round += 1) {
        signal.throwIfAborted();
        rulings.push(compareRuns(tested, await runOnce(tested, subject, limitMs), plain));
        rulings.push(steadiness(plain, await runOnce(tested, passThrough, limitMs)));
      }
      results.push({ topic, tested, ruling: overRounds(rulings), plain });
      onProgress(results.length);
    }
  }
  return results;
}
