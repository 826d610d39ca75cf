import { wireOperation } from '@evenkeel/toolkit/providers';
import { k6Snapshot } from '../k6/rest.ts';
import { type K6Output, runK6 } from '../k6/run.ts';
import { expectedCalls, type Load } from '../plan.ts';
import type { AlertWatch } from '../prometheus/alerts.ts';
import { prometheusSnapshot } from '../prometheus/snapshot.ts';
import { estimateMs } from '../replay/estimate.ts';
import type { Family } from './family.ts';
import { freePort } from './free-port.ts';
import { parametersFor, type ScenarioRun } from './scenario-run.ts';
import type { Stack } from './stack.ts';
import type { Target } from './target.ts';
import { watch } from './watch.ts';

const GRACE_MS = 60_000;

/** About how long the load of a run lasts. */
export function loadMs({ scenario, load }: Pick<ScenarioRun, 'scenario' | 'load'>): number {
  const { contract, tier } = scenario;
  const [operation = ''] = Object.keys(contract.operations);
  return estimateMs(load, tier, wireOperation(contract, operation).emulate);
}

/** When k6 is taken for hanging: every call may still take its whole deadline at the end. */
function hangAfterMs(run: ScenarioRun): number {
  const { operations } = run.scenario.contract;
  const deadlines = Object.values(operations).flatMap((operation) =>
    'via' in operation ? [] : [operation.deadlineMs],
  );
  const batches = ((load: Load) => (load.kind === 'batches' ? load.warmUp + load.measured : 1))(run.load);
  return loadMs(run) + Math.max(...deadlines) * batches + GRACE_MS;
}

/** Has k6 send the load, and shows how far it is; alerts are watched all the while. */
export async function sendLoad(
  run: ScenarioRun,
  family: Family,
  target: Target,
  ours: { stack: Stack; alerts: AlertWatch } | null,
): Promise<K6Output> {
  const { scenario, progress, bundle, work, logs } = run;
  const port = await freePort();
  const errors = scenario.contract.objectives.find(
    ({ name, sli }) => sli === 'errors' && scenario.plan.objectives.includes(name),
  );
  const look = () =>
    ours === null
      ? k6Snapshot(port, errors?.name ?? null)
      : prometheusSnapshot(ours.stack.prometheus, scenario.contract.name, ours.alerts);
  const ended = new AbortController();
  const watching = watch(
    progress,
    { scenario: scenario.name, expectedCalls: expectedCalls(run.load) },
    look,
    ended.signal,
  );
  try {
    const env = parametersFor(run, target);
    return await runK6(family, { k6: run.tools.k6, bundle, work, logs, port, env, atMostMs: hangAfterMs(run) });
  } finally {
    ended.abort();
    await watching;
  }
}
