import { join, resolve } from 'node:path';
import { temporaryFolder } from '@evenkeel/tools/child';
import {
  exitCodes,
  HarnessFault,
  interruption,
  ProgressWriter,
  WRONG_CALL_EXIT,
  WrongCall,
} from '@evenkeel/tools/command-line';
import { obtain, ToolError } from '@evenkeel/tools/programs';
import { help } from './command/help.ts';
import { listing } from './command/listing.ts';
import { type Options, parseOptions } from './command/options.ts';
import type { FleetRun } from './fleet/run-fleet.ts';
import { prepare } from './gateway/prepare.ts';
import { runScenario } from './gateway/run-scenario.ts';
import type { ScenarioRun } from './gateway/scenario-run.ts';
import type { RunReport } from './report/run-report.ts';
import { finalLine, paintFor, runLines } from './report/terminal.ts';
import { writeJobSummary, writeReports } from './report/write.ts';
import { choose, loadFaults, loadScenarios, named } from './request/catalogue.ts';
import type { FleetLoad } from './request/plan.ts';
import { type Wish, wish } from './request/request.ts';
import { rateCap, reach, type Target } from './request/target.ts';
import { combine, type Result } from './verdict/result.ts';

const paint = paintFor(process.stdout.isTTY === true && process.env.NO_COLOR === undefined);
const print = (...lines: string[]): void => console.log(lines.join('\n'));

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    print(help);
    return 0;
  }
  const scenarios = await loadScenarios(options.scenarioFolders);
  const faults = await loadFaults();
  if (options.list) {
    print(...listing(scenarios, faults, paint));
    return 0;
  }
  const target = await targetOf(options);
  const fault = options.faults === null ? null : named(faults, options.faults, 'fault');
  const { durationMs, seed, fleet, redis } = options;
  const asked = { durationMs, seed, fault, target, fleet, redis };
  const wishes = choose(scenarios, options.scenarios).map((scenario) => wish(scenario, asked));

  const interrupted = interruption();
  const progress = new ProgressWriter(process.stderr);
  const ofK6 = wishes.filter((one) => !isFleet(one));
  if (redis !== null && redis !== 'memory' && ofK6.length > 0)
    progress.say(
      `--redis: ${ofK6.map(({ scenario }) => scenario.name).join(', ')} share nothing, so no Redis is used.`,
    );
  // A fleet needs neither k6 nor Prometheus.
  const tools = ofK6.length === 0 ? null : await obtainTools(progress, interrupted, target === null);
  const folder = options.out ?? join('runs', new Date().toISOString().replaceAll(/[:.]/g, '-'));
  await using temporary = await temporaryFolder('load');
  const runs: Run[] = [];
  for (const one of wishes) {
    const { name } = one.scenario;
    const logs = resolve(wishes.length === 1 ? folder : join(folder, name), 'logs');
    if (isFleet(one))
      runs.push({ ...one, redis: redis ?? 'auto', work: join(temporary.path, name), logs, progress, interrupted });
    else if (tools !== null) {
      runs.push(await prepare(one, { tools, work: join(temporary.path, name), logs, progress, interrupted }));
    }
  }
  return await runAll(runs, folder);
}

type Run = ScenarioRun | FleetRun;

const isFleet = (one: Wish): one is Wish & { load: FleetLoad } => one.load.kind === 'fleet';

/** Loaded where there is one: it brings Redis and the toolkit along. */
const startFleet = async (run: FleetRun): Promise<RunReport> => (await import('./fleet/run-fleet.ts')).runFleet(run);

async function runAll(runs: readonly Run[], folder: string): Promise<number> {
  const reports: RunReport[] = [];
  for (const run of runs) {
    const report = 'redis' in run ? await startFleet(run) : await runScenario(run);
    reports.push(report);
    print(...runLines(report, paint));
    if (runs.length > 1) await writeReports(join(folder, run.scenario.name), report.result, [report]);
    if (run.interrupted.aborted) break;
  }
  const results = reports.map((report) => report.result);
  const result = runs.length === 1 ? (results[0] as Result) : combine(results);
  await writeReports(folder, result, reports);
  await writeJobSummary(result, reports, process.env.GITHUB_STEP_SUMMARY);
  print('', `Report: ${join(folder, 'report.html')}`, finalLine(result, paint));
  return exitCodes[result.verdict];
}

async function targetOf({ target, allowHosts }: Options): Promise<Target | null> {
  if (target === null) return null;
  const maxPerSecond = rateCap(target, allowHosts);
  await reach(target);
  return { url: target, maxPerSecond };
}

async function obtainTools(
  progress: ProgressWriter,
  signal: AbortSignal,
  withPrometheus: boolean,
): Promise<ScenarioRun['tools']> {
  const options = { onProgress: (line: string) => progress.say(line), signal };
  const { path: k6 } = await obtain('k6', options);
  return { k6, prometheus: withPrometheus ? (await obtain('prometheus', options)).path : '' };
}

/** A wrong call is one sentence; what the harness lacks makes the run inconclusive. */
function explain(error: unknown): number {
  if (error instanceof WrongCall) {
    console.error(error.message);
    return WRONG_CALL_EXIT;
  }
  if (error instanceof HarnessFault || error instanceof ToolError) {
    console.error(`INCONCLUSIVE: ${error.message}`);
    return exitCodes.INCONCLUSIVE;
  }
  console.error('INCONCLUSIVE: the harness broke.', error);
  return exitCodes.INCONCLUSIVE;
}

process.exitCode = await main(process.argv.slice(2)).catch(explain);
