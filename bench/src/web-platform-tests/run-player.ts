import { join } from 'node:path';
import { runCommand } from '@evenkeel/tools/child';
import { MARK, type PlayerMessage, type PlayOrder } from './said.ts';

/** How one file of tests went. */
export interface FileRun {
  /** Whether each passed, by name. Those that never ended are missing. */
  subtests: ReadonlyMap<string, boolean>;
  /** What those that failed say. */
  reasons: ReadonlyMap<string, string>;
  /** What went wrong with the file as a whole; null: nothing. */
  trouble: string | null;
}

const player = join(import.meta.dirname, 'player.ts');

export interface PlayerOptions {
  /** The process is killed after this. */
  limitMs: number;
  /** A folder for compiled modules: each process of many would compile the same. */
  compiled: string;
  signal: AbortSignal;
}

/** Plays a file in a process of its own. */
export async function runPlayer(order: PlayOrder, { limitMs, compiled, signal }: PlayerOptions): Promise<FileRun> {
  // Some tests collect garbage. Of the environment it gets little: a proxy that is set there must not be asked.
  const args = ['--expose-gc', '--no-warnings', '-C', 'source', player, JSON.stringify(order)];
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: compiled };
  const { code, stdout } = await runCommand(process.execPath, args, { env, signal, timeoutMs: limitMs });
  return readRun(stdout, code);
}

/** @param code the exit code; null: the process was killed */
export function readRun(stdout: string, code: number | null): FileRun {
  const subtests = new Map<string, boolean>();
  const reasons = new Map<string, string>();
  const troubles: string[] = [];
  let ended = false;
  for (const said of saidIn(stdout)) {
    if (said.kind === 'subtest') {
      // The harness takes it for a fault, but goes on: all of a name must pass.
      subtests.set(said.name, said.passed && subtests.get(said.name) !== false);
      if (said.why !== undefined) reasons.set(said.name, said.why);
    } else if (said.kind === 'stray') troubles.push(`an error that nobody took: ${said.what}`);
    else {
      ended = true;
      if (said.fault !== null) troubles.push(`the harness: ${said.fault}`);
    }
  }
  if (!ended) troubles.push(code === null ? 'it did not end in time' : `it ended with ${code} before its tests did`);
  return { subtests, reasons, trouble: troubles[0] ?? null };
}

function saidIn(stdout: string): PlayerMessage[] {
  const lines = stdout.split('\n').flatMap((line) => {
    // What a test prints need not end its line.
    const at = line.indexOf(MARK);
    return at === -1 ? [] : [line.slice(at + MARK.length)];
  });
  return lines.map((line) => JSON.parse(line) as PlayerMessage);
}
