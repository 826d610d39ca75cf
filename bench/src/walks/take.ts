import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, tailOf, temporaryFolder } from '@evenkeel/tools/child';
import { HarnessFault } from '@evenkeel/tools/command-line';
import { type Step, stepsOf } from './count.ts';
import type { Trace } from './tracer.ts';
import type { Walk } from './walks.ts';

/** What walks need to run. */
export interface Surroundings {
  /** The URL of a mock server with its local keys. */
  url: string;
  redis: string;
  signal: AbortSignal;
}

const hook = join(import.meta.dirname, 'hook.ts');
const walker = join(import.meta.dirname, 'walker.ts');
const ENDS_WITHIN_MS = 120_000;
/** How often a load test is tried: a run that drops calls or fails takes another walk than one that passes. */
const LOADS_TRIED = 3;
const LOAD_SECONDS = '8';

/** Takes a walk in a tree, in a process of its own. @throws HarnessFault where it fails or does not end in time */
export async function take(walk: Walk, tree: string, surroundings: Surroundings): Promise<Step[]> {
  await using work = await temporaryFolder('walk');
  const trace = join(work.path, 'trace.json');
  if (walk.name === 'load') await load(tree, trace, work.path, surroundings.signal);
  else {
    const { url, redis, signal } = surroundings;
    await walked([walker, walk.name, tree, url, redis], { tree, trace, signal });
  }
  const linesOf = (module: string): number => readFileSync(join(tree, module), 'utf8').split('\n').length - 1;
  return stepsOf(JSON.parse(await readFile(trace, 'utf8')) as Trace, walk.own, linesOf);
}

async function load(tree: string, trace: string, work: string, signal: AbortSignal): Promise<void> {
  const cli = await scriptOf(tree, 'load');
  const args = [cli, 'nimbus-steady', '--duration', LOAD_SECONDS, '--out', join(work, 'run')];
  for (let tried = 1; ; tried++) {
    try {
      await walked(args, { tree, trace, signal, whole: true });
      return;
    } catch (error) {
      if (tried === LOADS_TRIED || signal.aborted) throw error;
    }
  }
}

/** The module that a command of the tree starts. */
async function scriptOf(tree: string, command: string): Promise<string> {
  const { scripts } = JSON.parse(await readFile(join(tree, 'package.json'), 'utf8')) as Manifest;
  return join(tree, /\S+\.ts$/.exec(scripts[command] ?? '')?.[0] ?? '');
}

interface Manifest {
  scripts: Record<string, string>;
}

interface Walked {
  tree: string;
  /** The file that the trace is written to. */
  trace: string;
  signal: AbortSignal;
  /** Whether all that the process does belongs to the walk. Default: only what the walker marks. */
  whole?: boolean;
}

async function walked(args: readonly string[], { tree, trace, signal, whole = false }: Walked): Promise<void> {
  const env = { ...process.env, WALK_TREE: tree, WALK_TRACE: trace, ...(whole && { WALK_WHOLE: '1' }) };
  const command = ['-C', 'source', '--import', hook, ...args];
  const { code, output } = await runCommand(process.execPath, command, {
    ...{ cwd: tree, env, signal },
    timeoutMs: ENDS_WITHIN_MS,
  });
  if (code !== 0) throw new HarnessFault(`A walk ended with ${code}. Its last words: ${tailOf(output)}`);
}
