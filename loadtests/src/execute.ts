import { mkdir } from 'node:fs/promises';
import { AdminError } from '@evenkeel/mock-server/launch';
import { type ProcessGroup, withProcesses } from '@evenkeel/tools/child';
import { HarnessFault, WrongCall } from '@evenkeel/tools/command-line';
import type { Assertion, AssertionResult } from './assertions/assertion.ts';
import { noEarlyAttempt } from './books/early-attempts.ts';
import { atTarget } from './gateway/at-target.ts';
import { throughGateway } from './gateway/through-gateway.ts';
import { describeFaults, describeScenario } from './report/describe.ts';
import { type Report, toReport } from './report/report.ts';
import type { Fault } from './request/catalogue.ts';
import { foreseenOf, type RunRequest } from './request/request.ts';
import type { Run } from './request/run.ts';
import { type Evidence, noEvidence } from './shared/evidence.ts';
import type { FleetLoad } from './shared/load.ts';

/** What is demanded of a client whatever its scenario. */
const ofEveryRun: readonly Assertion[] = [noEarlyAttempt];

/** Runs one scenario on fresh processes and judges it. Anything that breaks on the way makes it inconclusive. */
export async function execute(run: Run): Promise<Report> {
  const { request, logs, progress, interrupted } = run;
  const startedAt = new Date();
  let evidence: Evidence;
  let results: AssertionResult[] = [];
  try {
    await mkdir(logs, { recursive: true });
    evidence = await withProcesses(interrupted, (group) => gather(run, group));
    results = (await assertionsOn(request)).map((assertion) => assertion(evidence));
    // Assertions that need our own mock server can't be judged at a target, and are not demanded there.
    if (request.target !== null) results = results.filter(({ ok }) => ok !== null);
  } catch (error) {
    // A wrong Redis URL shows only here.
    if (error instanceof WrongCall) throw error;
    evidence = broken(request, error);
  }
  progress.clear();
  return toReport(evidence, results, {
    title: describeScenario(request.scenario.plan, request.load),
    notes: [...notesOn(request), ...(run.script?.leftOut ?? [])],
    seed: request.seed,
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
  });
}

/** A fleet's modules are loaded only for a fleet, since they load Redis and the toolkit's clients. */
async function gather(run: Run, group: ProcessGroup): Promise<Evidence> {
  const { request, script } = run;
  if (script === null) return (await import('./fleet/orchestrate.ts')).orchestrate(run as Run<FleetLoad>, group);
  if (request.target !== null) return atTarget(run, script, request.target, group);
  return throughGateway(run, script, group);
}

async function assertionsOn({ scenario, load }: RunRequest): Promise<readonly Assertion[]> {
  if (load.kind !== 'fleet') return [...ofEveryRun, ...scenario.plan.assertions];
  return (await import('./fleet/assertions/index.ts')).fleetAssertions(load);
}

const isKnown = (error: unknown): error is Error => error instanceof HarnessFault || error instanceof AdminError;

function broken(request: RunRequest, error: unknown): Evidence {
  const { name, contract, tier } = request.scenario;
  return {
    ...noEvidence({
      scenario: name,
      contract,
      tier,
      fault: foreseenOf(request),
    }),
    harness: [isKnown(error) ? error.message : `The harness broke: ${String(error)}`],
  };
}

/** What a reader should know beside the verdict. */
function notesOn({ scenario, load, target, fault }: RunRequest): string[] {
  const { withstands = [] } = scenario.plan;
  if (load.kind === 'fleet') {
    return [
      ...(withstands.length === 0 ? [] : [`The mock server adds ${describeFaults(withstands)}.`]),
      ...(load.caller === 'evenkeel'
        ? []
        : ['Measured for comparison: nothing is demanded of it but that it can be judged.']),
    ];
  }
  if (target !== null) {
    const cap = target.maxPerSecond === null ? '' : `, at most ${target.maxPerSecond} calls a second`;
    return [
      `Sent to ${target.url}${cap}: only k6's numbers are judged, since Prometheus, dashboard and journal are ours to read only here.`,
    ];
  }
  return [
    ...(withstands.length === 0
      ? []
      : [`The mock server injects ${describeFaults(withstands)}: no call may fail of it.`]),
    ...(fault === null ? [] : [noteOn(fault)]),
  ];
}

const noteOn = ({ name, plan: { faults, breaches } }: Fault): string =>
  breaches === undefined
    ? `${name}: ${describeFaults(faults)}. Nothing is foreseen of it: alerts may fire.`
    : `${name}: ${describeFaults(faults)}. The run must breach ${breaches}, and fire its alert alone.`;
