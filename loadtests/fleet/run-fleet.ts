import { mkdir } from 'node:fs/promises';
import { describeFaults, describeScenario } from '../src/describe.ts';
import { HarnessFault } from '../src/harness-fault.ts';
import type { FleetLoad } from '../src/plan.ts';
import type { Redis } from '../src/redis/index.ts';
import type { ProgressWriter } from '../src/report/progress.ts';
import type { RunReport } from '../src/report/run-report.ts';
import { Family } from '../src/run/family.ts';
import type { Wish } from '../src/run/wish.ts';
import { toResult } from '../src/verdict/result.ts';
import { WrongCall } from '../src/wrong-call.ts';
import { admittedChart } from './chart.ts';
import { conduct } from './conduct.ts';
import type { FleetEvidence } from './evidence.ts';
import { brokenFacts, factsOf } from './facts.ts';

/** A fleet, ready to be started. */
export interface FleetRun extends Wish {
  load: FleetLoad;
  /** Where the coordinator's Redis comes from. */
  redis: string;
  /** For what is only needed while it runs. */
  work: string;
  logs: string;
  progress: ProgressWriter;
  interrupted: AbortSignal;
}

/** Runs one fleet on fresh processes, and judges it. Whatever breaks on the way makes it inconclusive. */
export async function runFleet(run: FleetRun): Promise<RunReport> {
  const startedAt = new Date();
  const family = new Family(run.interrupted);
  const stores: Redis[] = [];
  let evidence: FleetEvidence | null = null;
  let broken: string | null = null;
  try {
    await mkdir(run.logs, { recursive: true });
    evidence = await conduct(run, family, stores);
  } catch (error) {
    const cause = await family.causeOf(error);
    if (cause instanceof WrongCall) throw cause;
    broken = cause instanceof HarnessFault ? cause.message : `The harness broke: ${String(cause)}`;
  } finally {
    run.progress.clear();
    await family.stopAll();
    for (const store of stores) await store.stop();
  }
  const { scenario, load, seed } = run;
  const facts = evidence === null ? brokenFacts(scenario.name, broken ?? '') : factsOf(scenario.name, evidence);
  return {
    title: describeScenario(scenario.plan, load),
    facts,
    result: toResult(facts, { seed, startedAt, durationMs: Date.now() - startedAt.getTime() }),
    durations: null,
    charts: evidence === null ? [] : [admittedChart(evidence)],
    notes: notesOn(run),
  };
}

function notesOn({ scenario, load }: FleetRun): string[] {
  const { withstands = [] } = scenario.plan;
  const notes = withstands.length === 0 ? [] : [`The mock server adds ${describeFaults(withstands)}.`];
  if (load.caller !== 'evenkeel')
    notes.push('Measured for comparison: nothing is demanded of it but that it can be judged.');
  return notes;
}
