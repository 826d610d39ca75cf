import { orAborted } from '@evenkeel/tools/command-line';
import type { Case } from './case.ts';
import type { Contestant } from './contestant.ts';
import { type CaseResult, runCase } from './run-case.ts';

export interface Row {
  case: Case;
  /** Results by contestant. */
  results: Partial<Record<string, CaseResult>>;
}

interface RunOptions {
  /** How often each case is run; it passes if it passes in every round. */
  rounds: number;
  /** Ends the run at once: it rejects with the signal's reason. */
  signal: AbortSignal;
  /** Told how many of all the runs are done. */
  onProgress?: (done: number, of: number) => void;
}

/** Cases mostly wait, so many can run at once; but they measure time, so not too many should. */
const AT_ONCE = 20;

/** From best to worst; the worst of a case's rounds counts. */
const badness = ['passed', 'not-applicable', 'failed'] as const;

/** Runs each case on each contestant. */
export async function runAll(
  cases: readonly Case[],
  contestants: readonly Contestant[],
  { rounds, signal, onProgress = () => {} }: RunOptions,
): Promise<Row[]> {
  const rows = cases.map((tested): Row => ({ case: tested, results: {} }));
  const runs = Array.from({ length: rounds }, () =>
    rows.flatMap((row) => contestants.map((contestant) => ({ row, contestant }))),
  ).flat();
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let run = runs[next++]; run !== undefined && !signal.aborted; run = runs[next++]) {
      await runOnce(run.row, run.contestant);
      onProgress(++done, runs.length);
    }
  };
  await orAborted(Promise.all(Array.from({ length: AT_ONCE }, work)), signal);
  return rows;
}

async function runOnce({ case: tested, results }: Row, contestant: Contestant): Promise<void> {
  const { name } = contestant;
  const keep = (result: CaseResult): void => {
    const before = results[name];
    if (before && badness.indexOf(before.result) >= badness.indexOf(result.result)) return;
    results[name] = result;
  };
  if (results[name]?.result === 'failed') return;
  keep(await runCase(tested, contestant, { onLateError: (why) => keep({ result: 'failed', why, tookMs: 0 }) }));
}
