import { mkdir } from 'node:fs/promises';
import { ProcessGroup } from '@evenkeel/tools/child';
import { HarnessFault } from '@evenkeel/tools/command-line';
import { AlertWatch } from '../prometheus/alerts.ts';
import { describeFaults, describeScenario } from '../report/describe.ts';
import type { RunReport } from '../report/run-report.ts';
import { loadMs } from '../shared/timing.ts';
import type { Facts } from '../verdict/evidence.ts';
import { toResult } from '../verdict/result.ts';
import { type Gathered, gather, gatherAtTarget } from './gather.ts';
import type { ScenarioRun } from './scenario-run.ts';
import { sendLoad } from './send-load.ts';
import { startStack } from './stack.ts';

/** The fault outlives the load by this much, and ends by itself should we die. */
const FAULT_GRACE_MS = 600_000;

/** Runs one scenario on fresh processes, and judges it. Whatever breaks on the way makes it inconclusive. */
export async function runScenario(run: ScenarioRun): Promise<RunReport> {
  const startedAt = new Date();
  const group = new ProcessGroup(run.interrupted);
  let gathered: Gathered;
  try {
    await mkdir(run.logs, { recursive: true });
    gathered = run.target === null ? await throughOurs(run, group) : await throughTarget(run, group);
  } catch (error) {
    gathered = broken(run, await group.causeOf(error));
  } finally {
    await group.stopAll();
  }
  const { facts, durations, charts } = gathered;
  const durationMs = Date.now() - startedAt.getTime();
  const result = toResult(facts, { seed: run.seed, startedAt, durationMs });
  return {
    title: describeScenario(run.scenario.plan, run.load),
    facts,
    result,
    durations,
    charts,
    notes: [...notesOn(run), ...run.leftOut],
  };
}

async function throughOurs(run: ScenarioRun, group: ProcessGroup): Promise<Gathered> {
  const { scenario, seed, tools, work, logs, fault, progress } = run;
  const { contract, plan } = scenario;
  progress.step(`${scenario.name}  starting mock server, gateway and Prometheus`);
  const runMs = fault?.plan.loadMs ?? loadMs(run);
  const startedMs = Date.now();
  const stack = await startStack(group, {
    prometheus: tools.prometheus,
    contract,
    tier: plan.tier,
    mock: plan.mock ?? [],
    gateway: plan.gateway ?? {},
    seed,
    runMs,
    work,
    logs,
  });
  const faults = [...(plan.withstands ?? []), ...(fault?.plan.faults ?? [])];
  for (const one of faults) await stack.mock.inject(contract.name, one, runMs + FAULT_GRACE_MS);
  const alerts = new AlertWatch(stack.prometheus, contract.name);
  const loadStartedMs = Date.now();
  const output = await sendLoad(run, group, { url: stack.gatewayUrl, maxPerSecond: null }, { stack, alerts });
  progress.step(`${scenario.name}  draining, then reading the numbers`);
  const gathered = await gather(run, output, stack, alerts, { startedMs, loadStartedMs, signal: group.signal });
  progress.clear();
  return gathered;
}

async function throughTarget(run: ScenarioRun, group: ProcessGroup): Promise<Gathered> {
  if (run.target === null) throw new RangeError('target: expected one.');
  return gatherAtTarget(run, await sendLoad(run, group, run.target, null));
}

function broken({ scenario, fault, progress }: ScenarioRun, error: unknown): Gathered {
  progress.clear();
  const message = error instanceof HarnessFault ? error.message : `The harness broke: ${String(error)}`;
  const facts: Facts = {
    scenario: scenario.name,
    readings: [],
    counts: { sent: 0, succeeded: 0, failed: 0, rejected: 0, cancelled: 0, dropped: 0 },
    assertions: [],
    fault: fault === null ? null : { name: fault.name, breaches: fault.plan.breaches },
    k6: { vacuous: [], crossed: [], thrown: 0, firstError: null },
    emptyPanels: [],
    harness: [message],
  };
  return { facts, durations: null, charts: [] };
}

function notesOn({ scenario, target, fault }: ScenarioRun): string[] {
  if (target !== null) {
    const cap = target.maxPerSecond === null ? '' : `, at most ${target.maxPerSecond} calls a second`;
    return [
      `Sent to ${target.url}${cap}: only k6's numbers are judged, since Prometheus, dashboard and journal are ours to read only here.`,
    ];
  }
  const { withstands = [] } = scenario.plan;
  const withstood =
    withstands.length === 0 ? [] : [`The mock server injects ${describeFaults(withstands)}: no call may fail of it.`];
  if (fault === null) return withstood;
  const { breaches } = fault.plan;
  return [
    ...withstood,
    `${fault.name}: ${describeFaults(fault.plan.faults)}. The run must breach ${breaches}, and fire its alert alone.`,
  ];
}
