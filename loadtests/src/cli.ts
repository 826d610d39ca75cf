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
import { execute } from './execute.ts';
import { prepareScript } from './k6/program.ts';
import type { Report } from './report/report.ts';
import { finalLine, runLines } from './report/terminal.ts';
import { combine } from './report/verdict-file.ts';
import { writeJobSummary, writeReports } from './report/write.ts';
import { chooseScenarios, findFault, loadFaults, loadScenarios } from './request/catalogue.ts';
import { type RunRequest, resolveRequest } from './request/request.ts';
import type { ReadyScript, Run } from './request/run.ts';
import { rateCap, reach, type Target } from './request/target.ts';

const print = (...lines: string[]): void => console.log(lines.join('\n'));

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    print(help);
    return 0;
  }
  if (options.list) {
    print(...listing(await loadScenarios(options.scenarioFolders), await loadFaults()));
    return 0;
  }
  const scenarios = await chooseScenarios(options.scenarioFolders, options.scenarios);
  const fault = options.faults === null ? null : await findFault(options.faults);
  const target = await targetOf(options);
  const requests = scenarios.map((scenario) => resolveRequest(scenario, { ...options, fault, target }));

  const interrupted = interruption();
  const progress = new ProgressWriter(process.stderr);
  sayWithoutRedis(options, requests, progress);
  // A fleet needs neither k6 nor Prometheus.
  const programs = requests.every(isFleet) ? null : await obtainPrograms(progress, interrupted, target === null);
  const folder = options.out ?? join('runs', new Date().toISOString().replaceAll(/[:.]/g, '-'));
  await using temporary = await temporaryFolder('load');
  const runs: Run[] = [];
  for (const request of requests) {
    const { name } = request.scenario;
    const place = {
      work: join(temporary.path, name),
      logs: resolve(requests.length === 1 ? folder : join(folder, name), 'logs'),
      progress,
      interrupted,
    };
    const script = programs === null || isFleet(request) ? null : await prepareScript(request, programs, place);
    runs.push({ request, script, ...place });
  }
  return await runAll(runs, folder);
}

const isFleet = ({ load }: RunRequest): boolean => load.kind === 'fleet';

function sayWithoutRedis({ redis }: Options, requests: readonly RunRequest[], progress: ProgressWriter): void {
  const others = requests.filter((request) => !isFleet(request)).map(({ scenario }) => scenario.name);
  if (redis === null || redis === 'memory' || others.length === 0) return;
  progress.say(`--redis: ${others.join(', ')} share nothing, so no Redis is used.`);
}

async function runAll(runs: readonly Run[], folder: string): Promise<number> {
  const reports: Report[] = [];
  for (const run of runs) {
    const report = await execute(run);
    reports.push(report);
    print(...runLines(report));
    if (runs.length > 1) await writeReports(join(folder, run.request.scenario.name), report.verdict, [report]);
    if (run.interrupted.aborted) break;
  }
  const verdicts = reports.map(({ verdict }) => verdict);
  const [only] = verdicts;
  const verdict = runs.length === 1 && only !== undefined ? only : combine(verdicts);
  await writeReports(folder, verdict, reports);
  await writeJobSummary(verdict, reports, process.env.GITHUB_STEP_SUMMARY);
  print('', `Report: ${join(folder, 'report.html')}`, finalLine(verdict));
  return exitCodes[verdict.verdict];
}

async function targetOf({ target, allowHosts }: Options): Promise<Target | null> {
  if (target === null) return null;
  const maxPerSecond = rateCap(target, allowHosts);
  await reach(target);
  return { url: target, maxPerSecond };
}

async function obtainPrograms(
  progress: ProgressWriter,
  signal: AbortSignal,
  withPrometheus: boolean,
): Promise<Pick<ReadyScript, 'k6' | 'prometheus'>> {
  const options = { onProgress: (line: string) => progress.say(line), signal };
  const { path: k6 } = await obtain('k6', options);
  return { k6, prometheus: withPrometheus ? (await obtain('prometheus', options)).path : null };
}

/** Explains a wrong call in one sentence; anything else that stops the harness makes the run inconclusive. */
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
