import { parametersOf } from '../request/request.ts';
import type { ReadyScript, Run } from '../request/run.ts';
import type { Target } from '../request/target.ts';
import type { Evidence } from '../shared/evidence.ts';
import { expectedCalls, hangAfterMs } from '../shared/load-size.ts';
import { type Snapshot, watch } from '../shared/progress.ts';
import type { Records } from '../shared/records.ts';
import { runK6 } from './program.ts';
import { readSummary } from './summary.ts';

/** The evidence that k6 alone gives. */
export type K6Evidence = Pick<Evidence, 'readings' | 'counts' | 'durations' | 'script' | keyof Records>;

export interface Sending {
  target: Target;
  /** The port of k6's REST API. */
  port: number;
  /** Reads how far the run is, for people. */
  look: () => Promise<Snapshot | null>;
  /** Ends the load. */
  signal: AbortSignal;
}

/** Lets k6 send the load, shows the progress, and reads what k6 counted. */
export async function sendLoad(
  run: Run,
  script: ReadyScript,
  { target, port, look, signal }: Sending,
): Promise<K6Evidence> {
  const { request, progress, work, logs } = run;
  const { scenario, load } = request;
  const { contract, tier, plan } = scenario;
  const ended = new AbortController();
  const shown = { scenario: scenario.name, expectedCalls: expectedCalls(load) };
  const watching = watch(progress, shown, look, ended.signal);
  try {
    const { summary, records, firstError } = await runK6({
      ...script,
      work,
      logs,
      port,
      parameters: parametersOf(request, target),
      atMostMs: hangAfterMs({ contract, tier, load }),
      signal,
    });
    const callsPerIteration = load.kind === 'batches' ? load.size : 1;
    const numbers = readSummary(summary, contract, plan.objectives, callsPerIteration);
    // What a script of its own decides nobody can foresee.
    const planned = load.kind === 'own' ? undefined : { planned: shown.expectedCalls };
    return {
      ...records,
      ...numbers,
      counts: { ...numbers.counts, ...planned },
      script: { ...numbers.script, firstError },
    };
  } finally {
    ended.abort();
    await watching;
  }
}
