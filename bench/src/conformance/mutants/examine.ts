import { fileURLToPath } from 'node:url';
import { Child } from '@evenkeel/tools/child';
import { orAborted } from '@evenkeel/tools/command-line';
import type { Failure, Order, Report } from './messages.ts';
import type { Planting } from './planting.ts';

/** The cases that failed with a bug; `error` says why they could not be found out. */
export type Finding = { planting: Planting } & ({ failures: readonly Failure[] } | { error: string });

interface ExamineOptions {
  /** The module that the process with the bug runs. Default: the one that runs our cases. */
  worker?: URL;
  /** A folder where these processes cache compiled code, which halves the time that each takes to start. */
  cache?: string;
  /** A process that takes longer than this is stuck, and is killed. Default 120,000. */
  limitMs?: number;
  /** Kills the process. */
  signal: AbortSignal;
}

/** Starts a process with the bug in it, and lets it run the order's cases. */
export async function examine(planting: Planting, order: Order, options: ExamineOptions): Promise<Finding> {
  const { worker = new URL('worker.ts', import.meta.url), cache, limitMs = 120_000, signal } = options;
  signal.throwIfAborted();
  const child = new Child({
    name: 'the process with the bug',
    command: process.execPath,
    args: ['-C', 'source', '--import', new URL('plant.ts', import.meta.url).href, fileURLToPath(worker)],
    env: {
      ...process.env,
      EVENKEEL_PLANTED_BUG: JSON.stringify(planting.mutant),
      ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }),
    },
    talks: true,
  });
  // A bug may trap the process in a loop in which it hears nothing.
  const timer = setTimeout(() => child.kill(), limitMs);
  const startedMs = performance.now();
  try {
    const end = await orAborted(endOf(child, order), signal);
    if ('failures' in end) return { planting, ...end };
    const stuck = performance.now() - startedMs >= limitMs;
    return { planting, error: stuck ? `its process had not ended after ${limitMs} ms` : end.error };
  } finally {
    clearTimeout(timer);
    child.kill();
  }
}

function endOf(child: Child, order: Order): Promise<{ failures: readonly Failure[] } | { error: string }> {
  const { promise, resolve } = Promise.withResolvers<{ failures: readonly Failure[] } | { error: string }>();
  let ready = false;
  child.onMessage((message) => {
    const report = message as unknown as Report;
    if (report.type === 'ready') {
      ready = true;
      child.send(order);
    } else if (report.planted) {
      resolve({ failures: report.failures });
    } else {
      resolve({ error: 'its file is not loaded by any case, so the bug was not there' });
    }
  });
  void child.ended.then(() => {
    const where = ready ? 'while the cases ran' : 'before any case ran';
    resolve({ error: `its process died ${where}: ${lastWords(child.printed)}` });
  });
  return promise;
}

/** The line that names the error, without the stack trace below it. */
function lastWords(printed: string): string {
  const lines = printed.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'it said nothing').trim();
}
