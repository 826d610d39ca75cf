import { type ChildProcess, fork } from 'node:child_process';
import { orAborted } from '@evenkeel/tools/command-line';
import type { Failure, Order, Report } from './messages.ts';
import type { Planting } from './planting.ts';

/** What came of a bug; `error`: why nothing came of it. */
export type Finding = { planting: Planting } & ({ failures: readonly Failure[] } | { error: string });

interface ExamineOptions {
  /** What the process with the bug runs. Default: all our cases. */
  worker?: URL;
  /** A folder where these processes keep what they compile, which spares each half of its start. */
  cache?: string;
  /** One that takes longer is stuck, and is killed. Default 120,000. */
  limitMs?: number;
  /** Kills the process. */
  signal: AbortSignal;
}

const TAIL = 2_000;

/** Starts a process with the bug in it, and has it run the cases of the order. */
export async function examine(planting: Planting, order: Order, options: ExamineOptions): Promise<Finding> {
  const { worker = new URL('worker.ts', import.meta.url), cache, limitMs = 120_000, signal } = options;
  signal.throwIfAborted();
  const child = fork(worker, {
    execArgv: ['-C', 'source', '--import', new URL('plant.ts', import.meta.url).href],
    env: {
      ...process.env,
      EVENKEEL_PLANTED_BUG: JSON.stringify(planting.bug),
      ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }),
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  // A bug can leave it in a loop that hears nothing: it must not outlive us.
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  const timer = setTimeout(kill, limitMs);
  const startedMs = performance.now();
  try {
    const end = await orAborted(endOf(child, order), signal);
    if ('failures' in end) return { planting, ...end };
    const stuck = performance.now() - startedMs >= limitMs;
    return { planting, error: stuck ? `its process had not ended after ${limitMs} ms` : end.error };
  } finally {
    clearTimeout(timer);
    kill();
    process.removeListener('exit', kill);
  }
}

function endOf(child: ChildProcess, order: Order): Promise<{ failures: readonly Failure[] } | { error: string }> {
  const { promise, resolve } = Promise.withResolvers<{ failures: readonly Failure[] } | { error: string }>();
  let ready = false;
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-TAIL);
  });
  child.on('message', (report: Report) => {
    if (report.type === 'ready') {
      ready = true;
      child.send(order);
    } else if (report.planted) {
      resolve({ failures: report.failures });
    } else {
      resolve({ error: 'its file is not loaded by any case, so the bug was not there' });
    }
  });
  child.on('error', (error) => resolve({ error: error.message }));
  child.once('close', () => {
    const where = ready ? 'while the cases ran' : 'before any case ran';
    resolve({ error: `its process died ${where}: ${lastWords(tail)}` });
  });
  return promise;
}

/** The line that names the error, and not the trace below it. */
function lastWords(tail: string): string {
  const lines = tail.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'it said nothing').trim();
}
