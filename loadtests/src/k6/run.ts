import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessGroup } from '@evenkeel/tools/child';
import { formatDuration, HarnessFault, orAborted } from '@evenkeel/tools/command-line';
import { k6Environment } from './environment.ts';
import { errorsIn } from './log.ts';
import { parseRecords, type Records } from './records.ts';
import type { Summary } from './summary.ts';

/** k6 ends with it when a threshold was crossed: the summary says which. */
const THRESHOLD_CROSSED = 99;

export interface K6Run {
  k6: string;
  bundle: string;
  /** For what is only needed while it runs. */
  work: string;
  /** For its log. */
  logs: string;
  /** Where k6's own REST API listens. */
  port: number;
  env: Record<string, string>;
  /** k6 is ended after this, since some scripts make it hang. */
  atMostMs: number;
}

export interface K6Output {
  summary: Summary;
  records: Records;
  firstError: string | null;
}

export async function runK6(
  group: ProcessGroup,
  { k6, bundle, work, logs, port, env, atMostMs }: K6Run,
): Promise<K6Output> {
  const files = {
    log: join(logs, 'k6.log'),
    console: join(work, 'k6-console.log'),
    summary: join(work, 'k6-summary.json'),
    config: join(work, 'k6-config.json'),
  };
  await writeFile(files.config, '{}');
  const args = [
    'run',
    '--quiet',
    '--no-color',
    '--include-system-env-vars',
    '--log-format=json',
    '--config',
    files.config,
  ];
  const child = group.start({
    name: 'k6',
    command: k6,
    args: [...args, '--console-output', files.console, '--address', `127.0.0.1:${port}`, bundle],
    env: k6Environment(process.env, { ...env, EVENKEEL_SUMMARY: files.summary }),
    logFile: files.log,
  });
  let hung = false;
  const guard = setTimeout(() => {
    hung = true;
    child.kill();
  }, atMostMs);
  const code = await orAborted(child.ended, group.signal).finally(() => clearTimeout(guard));
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
