import { freePort, type ProcessGroup } from '@evenkeel/tools/child';
import { k6Snapshot } from '../k6/rest.ts';
import { type K6Output, runK6 } from '../k6/run.ts';
import type { AlertWatch } from '../prometheus/alerts.ts';
import { prometheusSnapshot } from '../prometheus/snapshot.ts';
import { expectedCalls } from '../request/plan.ts';
import type { Target } from '../request/target.ts';
import { hangAfterMs } from '../shared/timing.ts';
import { watch } from '../shared/watch.ts';
import { parametersFor, type ScenarioRun } from './scenario-run.ts';
import type { Stack } from './stack.ts';

/** Has k6 send the load, and shows how far it is; alerts are watched all the while. */
export async function sendLoad(
  run: ScenarioRun,
  group: ProcessGroup,
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
      ? k6Snapshot(port, errors?.name ?? null, group.signal)
      : prometheusSnapshot(ours.stack.prometheus, scenario.contract, ours.alerts, scenario.plan.counts);
  const ended = new AbortController();
  const watching = watch(
    progress,
    { scenario: scenario.name, expectedCalls: expectedCalls(run.load) },
    look,
    ended.signal,
  );
  try {
    const env = parametersFor(run, target);
    return await runK6(group, { k6: run.tools.k6, bundle, work, logs, port, env, atMostMs: hangAfterMs(run) });
  } finally {
    ended.abort();
    await watching;
  }
}
