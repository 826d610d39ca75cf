import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child, runCommand, tailOf } from '@evenkeel/tools/child';
import { formatDuration, HarnessFault, orAborted, WrongCall } from '@evenkeel/tools/command-line';
import { parametersOf, type RunRequest } from '../request/request.ts';
import type { ReadyScript, Run } from '../request/run.ts';
import type { Target } from '../request/target.ts';
import type { RunParameters } from '../shared/load.ts';
import {
  type BatchRecord,
  type JobRecord,
  type Records,
  SCRIPT_AT_FAULT,
  type UsageRecord,
} from '../shared/records.ts';
import { bundle } from './bundle.ts';
import type { Summary } from './summary.ts';

const VERSION_TIMEOUT_MS = 20_000;
const INSPECT_TIMEOUT_MS = 30_000;
/** k6's exit code for options that it does not accept. */
const BAD_CONFIG = 104;
/** k6's exit code when a threshold was crossed; the summary says which. */
const THRESHOLD_CROSSED = 99;

/** Bundles a scenario's script and lets k6 read its options, so that a misspelt one shows before anything starts. */
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
  // The target is known only once the gateway listens, but the options do not depend on it.
  const nowhere: Target = { url: 'http://127.0.0.1:9', maxPerSecond: target?.maxPerSecond ?? null };
  await inspect(programs.k6, file, parametersOf(request, nowhere), interrupted);
  return { ...programs, bundle: file, leftOut };
}

/**
 * k6 also reads options from K6_* variables and the user's configuration file,
 * which both outrank the script. Neither may change a verdict.
 */
export function k6Environment(env: NodeJS.ProcessEnv, own: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('K6_'));
  return { ...Object.fromEntries(kept), ...own, K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false' };
}

const told = (parameters: RunParameters): Record<string, string> => ({ EVENKEEL_RUN: JSON.stringify(parameters) });

/** The modules that a k6 has been built with, by the names that scripts import. */
export async function extensionsOf(k6: string, signal?: AbortSignal): Promise<Set<string>> {
  const env = k6Environment(process.env, {});
  const { code, output } = await runCommand(k6, ['version'], { env, signal, timeoutMs: VERSION_TIMEOUT_MS });
  if (code !== 0) throw new HarnessFault(`${k6} does not say which extensions it has: ${tailOf(output, 1)}`);
  return parseExtensions(output);
}

/** Reads the modules that `k6 version` lists at its end. */
export function parseExtensions(output: string): Set<string> {
  return new Set(Array.from(output.matchAll(/^ .*, (k6\/x\/\S+) \[js\]$/gm), ([, name]) => name as string));
}

/**
 * Lets k6 read the options of a bundle, so that a misspelt one ends the run before anything starts.
 * @throws WrongCall where the script's options are at fault, HarnessFault where it does not load
 */
async function inspect(k6: string, bundle: string, parameters: RunParameters, signal: AbortSignal): Promise<void> {
  const { scenario } = parameters;
  const args = ['inspect', '--execution-requirements', '--include-system-env-vars', '--log-format=json', bundle];
  const { code, stderr } = await runCommand(k6, args, {
    env: k6Environment(process.env, told(parameters)),
    signal,
    timeoutMs: INSPECT_TIMEOUT_MS,
  });
  if (code === 0) return;
  const message = errorsIn(stderr)[0] ?? stderr.trim();
  const said = message.indexOf(SCRIPT_AT_FAULT);
  if (said >= 0) throw new WrongCall(`${scenario}: ${message.slice(said + SCRIPT_AT_FAULT.length)}`);
  if (code === BAD_CONFIG) throw new WrongCall(`${scenario}: k6 refuses its options: ${explain(message)}`);
  if (code === null)
    throw new HarnessFault(`${scenario}: k6 did not read the script within ${formatDuration(INSPECT_TIMEOUT_MS)}.`);
  throw new HarnessFault(`${scenario}: its script does not load: ${message}`);
}

function explain(message: string): string {
  const unknown = /no metric name "(.+?)" found/.exec(message);
  if (unknown !== null) {
    return `options.thresholds names the metric "${unknown[1]}", which does not exist; correct its name, or create it in the script.`;
  }
  return message.replace(/^could not initialize .*? load JS test '[^']*': /, '');
}

export interface K6Run {
  k6: string;
  bundle: string;
  /** A folder for what is needed only while it runs. */
  work: string;
  /** The folder for its log. */
  logs: string;
  /** Where k6's own REST API listens. */
  port: number;
  /** What the script is told about its run. */
  parameters: RunParameters;
  /** k6 is ended after this, since some scripts make it hang. */
  atMostMs: number;
  /** Ends k6. */
  signal: AbortSignal;
}

/** The output of a run of k6. */
export interface K6Output {
  summary: Summary;
  records: Records;
  firstError: string | null;
}

/** @throws HarnessFault where k6 breaks or hangs; crossed thresholds are no such fault */
export async function runK6({ k6, bundle, work, logs, port, parameters, atMostMs, signal }: K6Run): Promise<K6Output> {
  const files = {
    log: join(logs, 'k6.log'),
    console: join(work, 'k6-console.log'),
    summary: join(work, 'k6-summary.json'),
    config: join(work, 'k6-config.json'),
  };
  await writeFile(files.config, '{}');
  const args = ['run', '--quiet', '--no-color', '--include-system-env-vars', '--log-format=json'];
  const places = ['--config', files.config, '--console-output', files.console, '--address', `127.0.0.1:${port}`];
  const child = new Child({
    name: 'k6',
    command: k6,
    args: [...args, ...places, bundle],
    env: k6Environment(process.env, { ...told(parameters), EVENKEEL_SUMMARY: files.summary }),
    logFile: files.log,
    signal,
  });
  let hung = false;
  const guard = setTimeout(() => {
    hung = true;
    child.kill();
  }, atMostMs);
  const code = await orAborted(child.ended, signal).finally(() => clearTimeout(guard));
  if (hung) throw new HarnessFault(`k6 did not end within ${formatDuration(atMostMs)} and was stopped.`);
  const errors = errorsIn(await readFile(files.log, 'utf8'));
  if (code !== 0 && code !== THRESHOLD_CROSSED) {
    throw new HarnessFault(`k6 ended with exit code ${code}: ${errors[0] ?? child.tail}`);
  }
  return {
    summary: JSON.parse(await readFile(files.summary, 'utf8')) as Summary,
    records: parseRecords(await readFile(files.console, 'utf8').catch(() => '')),
    firstError: errors[0] ?? null,
  };
}

/** The errors in k6's log, which has one JSON object a line; without stack traces. */
export function errorsIn(log: string): string[] {
  return log.split('\n').flatMap((line) => {
    if (fieldOf(line, 'level') !== 'error') return [];
    const message = fieldOf(line, 'msg');
    return typeof message === 'string' ? [messageOnly(message)] : [];
  });
}

const messageOnly = (message: string): string => (message.split('\n')[0] ?? '').replace(/^(Uncaught )?Error: /, '');

/** Reads what a script wrote to k6's console for the runner; k6 keeps it as one JSON object a line. */
export function parseRecords(console: string): Records {
  const records: Records = { batches: [], jobs: [], usage: null };
  for (const line of console.split('\n')) {
    const message = fieldOf(line, 'msg');
    if (typeof message !== 'string' || !message.startsWith('{"evenkeel":"')) continue;
    const { evenkeel: kind, ...record } = JSON.parse(message) as { evenkeel: string };
    if (kind === 'batch') records.batches.push(record as BatchRecord);
    else if (kind === 'job') records.jobs.push(record as JobRecord);
    else if (kind === 'usage') records.usage = record as UsageRecord;
  }
  return records;
}

/** A field of a line; undefined where the line is no JSON. */
function fieldOf(line: string, field: string): unknown {
  try {
    return (JSON.parse(line) as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}
