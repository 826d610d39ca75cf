import { mkdir } from 'node:fs/promises';
import { ProcessGroup } from '@evenkeel/tools/child';
import { HarnessFault, type ProgressWriter, WrongCall } from '@evenkeel/tools/command-line';
import type { Redis } from '@evenkeel/tools/redis';
import { describeFaults, describeScenario } from '../report/describe.ts';
import type { RunReport } from '../report/run-report.ts';
import type { FleetLoad } from '../request/plan.ts';
import type { Wish } from '../request/request.ts';
import { toResult } from '../verdict/result.ts';
import { admittedChart } from './chart.ts';
import type { FleetEvidence } from './evidence.ts';
import { brokenFacts, factsOf } from './facts.ts';
import { conduct } from './orchestrate.ts';

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
  const group = new ProcessGroup(run.interrupted);
  const stores: Redis[] = [];
  let evidence: FleetEvidence | null = null;
  let broken: string | null = null;
  try {
    await mkdir(run.logs, { recursive: true });
    evidence = await conduct(run, group, stores);
  } catch (error) {
    const cause = await group.causeOf(error);
    if (cause instanceof WrongCall) throw cause;
    broken = cause instanceof HarnessFault ? cause.message : `The harness broke: ${String(cause)}`;
  } finally {
    run.progress.clear();
    await group.stopAll();
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
