import type { AssertionResult, Evidence } from '../assertions/assertion.ts';
import { clientThrottled } from '../assertions/no-client-throttling.ts';
import type { Records } from '../k6/records.ts';
import type { K6Output } from '../k6/run.ts';
import { type K6Numbers, readSummary } from '../k6/summary.ts';
import type { AlertWatch } from '../prometheus/alerts.ts';
import { readCharts } from '../prometheus/charts.ts';
import { readPanels } from '../prometheus/panels.ts';
import { readBreakerTransitions, readTally } from '../prometheus/raw-counters.ts';
import type { Chart } from '../report/chart.ts';
import { pick } from '../shared/objectives.ts';
import type { Facts, Reading } from '../verdict/evidence.ts';
import { drain } from './drain.ts';
import type { ScenarioRun } from './scenario-run.ts';
import type { Stack } from './stack.ts';

export interface Gathered {
  facts: Facts;
  durations: K6Numbers['durations'];
  charts: Chart[];
}

function readK6(run: ScenarioRun, output: K6Output): K6Numbers {
  const { contract, plan } = run.scenario;
  const callsPerIteration = run.load.kind === 'batches' ? run.load.size : 1;
  return readSummary(output.summary, contract, plan.objectives, callsPerIteration);
}

function facts(run: ScenarioRun, output: K6Output, numbers: K6Numbers, rest: Partial<Facts>): Facts {
  const { scenario, fault } = run;
  const { contract, plan } = scenario;
  const none = { bad: 0, total: 0 };
  const readings = pick(contract, plan.objectives).map(
    (objective): Reading => ({ objective, k6: numbers.tallies.get(objective.name) ?? none }),
  );
  return {
    scenario: scenario.name,
    readings,
    counts: numbers.counts,
    assertions: [],
    fault: fault === null ? null : { name: fault.name, breaches: fault.plan.breaches },
    k6: { ...numbers.evidence, firstError: output.firstError },
    emptyPanels: [],
    harness: [],
    ...rest,
  };
}

/** Without a mock server and a Prometheus of ours, k6's own numbers are all there is; assertions that need more are left out. */
export function gatherAtTarget(run: ScenarioRun, output: K6Output): Gathered {
  const numbers = readK6(run, output);
  const assertions = judgeGates(run, output, { journal: null, counts: numbers.counts }).filter(
    (assertion) => assertion.ok !== null,
  );
  return { facts: facts(run, output, numbers, { assertions }), durations: numbers.durations, charts: [] };
}

type Seen = Omit<Evidence, 'contract' | 'tier' | 'faulted' | keyof Records>;

function judgeGates({ scenario, fault }: ScenarioRun, { records }: K6Output, seen: Seen): AssertionResult[] {
  const { contract, plan, tier } = scenario;
  return plan.assertions.map((assertion) =>
    assertion({ contract, tier, faulted: fault !== null, ...records, ...seen }),
  );
}

async function askAdmin(mock: Stack['mock'], paths: readonly string[] = []): Promise<Map<string, unknown>> {
  const answers = paths.map(async (path): Promise<[string, unknown]> => [path, await mock.get(path)]);
  return new Map(await Promise.all(answers));
}

/** Reads the same numbers from every source, once the load has drained. */
export async function gather(
  run: ScenarioRun,
  output: K6Output,
  { prometheus, mock }: Stack,
  alerts: AlertWatch,
  { startedMs, loadStartedMs, signal }: { startedMs: number; loadStartedMs: number; signal: AbortSignal },
): Promise<Gathered> {
  const { contract, plan } = run.scenario;
  const numbers = readK6(run, output);
  await drain(prometheus, signal);
  const span = { fromMs: startedMs, toMs: Date.now() };
  const panels = await readPanels(prometheus, contract, plan.objectives, span);
  await alerts.look();
  await alerts.lookBack(Math.ceil((span.toMs - span.fromMs) / 1_000));
  const readings: Reading[] = [];
  for (const objective of pick(contract, plan.objectives)) {
    readings.push({
      objective,
      k6: numbers.tallies.get(objective.name) ?? { bad: 0, total: 0 },
      prometheus: await readTally(prometheus, contract.name, objective),
      panel: panels.objectives.get(objective.name) ?? null,
      alert: alerts.state(objective.name),
    });
  }
  const journal = await mock.journal(contract.name);
  const counts = { ...numbers.counts, rateLimited: clientThrottled(journal).length };
  const assertions = judgeGates(run, output, {
    journal,
    counts,
    breakerTransitions: await readBreakerTransitions(prometheus, contract.name),
    admin: await askAdmin(mock, plan.admin),
  });
  const unshown = (run.fault?.plan.shownBy ?? []).filter((panel) => !((panels.highest.get(panel) ?? 0) > 0));
  return {
    facts: facts(run, output, numbers, { readings, counts, assertions, emptyPanels: panels.empty, unshown }),
    durations: numbers.durations,
    charts: await readCharts(prometheus, contract, plan.objectives, { ...span, fromMs: loadStartedMs }),
  };
}
