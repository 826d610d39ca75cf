import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@evenkeel/tools/child';
import type { RunRequest } from '../request/request.ts';
import type { ReadyScript, Run } from '../request/run.ts';
import type { Target } from '../request/target.ts';
import type { Evidence } from '../shared/evidence.ts';
import type { RunParameters } from '../shared/load.ts';
import { expectedCalls, hangAfterMs } from '../shared/load-size.ts';
import { type Snapshot, watch } from '../shared/progress.ts';
import type { Records } from '../shared/records.ts';
import { bundle } from './bundle.ts';
import { extensionsOf, inspect, runK6 } from './program.ts';
import { readSummary } from './summary.ts';

/** Bundles a scenario's script and has k6 read its options, so that what is misspelt shows before anything starts. */
export async function prepareScript(
  request: RunRequest,
  programs: Pick<ReadyScript, 'k6' | 'prometheus'>,
  { work, progress, interrupted }: Pick<Run, 'work' | 'progress' | 'interrupted'>,
): Promise<ReadyScript> {
  const { scenario, target } = request;
  const file = join(work, 'script.js');
  await mkdir(work, { recursive: true });
  const leftOut = await bundle(scenario.script, file, await extensionsOf(programs.k6, interrupted));
  for (const what of leftOut) progress.say(`${scenario.name}: ${what}`);
  // Where the load will go is only known once the gateway listens; the options do not depend on it.
  const nowhere: Target = { url: 'http://127.0.0.1:9', maxPerSecond: target?.maxPerSecond ?? null };
  await inspect(programs.k6, file, scenario.name, parametersFor(request, nowhere), interrupted);
  return { ...programs, bundle: file, leftOut };
}

/** What k6 alone can say of a run. */
export type K6Evidence = Pick<Evidence, 'readings' | 'counts' | 'durations' | 'script' | keyof Records>;

export interface Sending {
  target: Target;
  /** How far the run is, for people; given the port of k6's REST API. */
  look: (port: number) => Promise<Snapshot | null>;
  /** Ends it. */
  signal: AbortSignal;
}

/** Has k6 send the load, shows how far it is, and reads what k6 counted. */
export async function sendLoad(run: Run, script: ReadyScript, { target, look, signal }: Sending): Promise<K6Evidence> {
  const { request, progress, work, logs } = run;
  const { scenario, load } = request;
  const { contract, tier, plan } = scenario;
  const port = await freePort();
  const ended = new AbortController();
  const shown = { scenario: scenario.name, expectedCalls: expectedCalls(load) };
  const watching = watch(progress, shown, () => look(port), ended.signal);
  try {
    const { summary, records, firstError } = await runK6({
      ...script,
      work,
      logs,
      port,
      env: parametersFor(request, target),
      atMostMs: hangAfterMs({ contract, tier, load }),
      signal,
    });
    const callsPerIteration = load.kind === 'batches' ? load.size : 1;
    const numbers = readSummary(summary, contract, plan.objectives, callsPerIteration);
    return { ...records, ...numbers, script: { ...numbers.script, firstError } };
  } finally {
    ended.abort();
    await watching;
  }
}

/** k6's environment: what the script is told about its run. */
function parametersFor({ scenario, load, seed }: RunRequest, { url, maxPerSecond }: Target): { EVENKEEL_RUN: string } {
  const { provider, objectives } = scenario.plan;
  const parameters: RunParameters = {
    scenario: scenario.name,
    provider,
    objectives,
    target: url,
    seed,
    load,
    maxPerSecond,
  };
  return { EVENKEEL_RUN: JSON.stringify(parameters) };
}
