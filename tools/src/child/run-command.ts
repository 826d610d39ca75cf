import { createInterface } from 'node:readline';
import { kill, spawnTied } from './tied.ts';

export interface CommandOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string;
  signal?: AbortSignal | undefined;
  /** After this many milliseconds the command is killed. Default: never. */
  timeoutMs?: number;
  /** Called with each line of both streams, as it comes. */
  onLine?: (line: string) => void;
}

export interface CommandResult {
  /** null: the program was killed. 127: there is no such program. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** Both streams, as they came. */
  output: string;
}

/** How much of each text in a result is kept, in characters: its end. */
const MOST_KEPT = 4_000_000;
const keep = (kept: string, line: string): string => `${kept}${line}\n`.slice(-MOST_KEPT);

/** Runs a program to its end. Never rejects for the program's own failure, only when `signal` aborts. */
export async function runCommand(
  file: string,
  args: readonly string[],
  { env, cwd, signal, timeoutMs, onLine }: CommandOptions,
): Promise<CommandResult> {
  signal?.throwIfAborted();
  const child = spawnTied(file, args, { env, cwd });
  const end = (): void => kill(child);
  const timer = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs);
  signal?.addEventListener('abort', end);
  const result: CommandResult = { code: null, stdout: '', stderr: '', output: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = child[name];
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      result[name] = keep(result[name], line);
      result.output = keep(result.output, line);
      onLine?.(line);
    });
  }
  result.code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      result.output = keep(result.output, error.message);
      resolve(null);
    });
    child.once('close', (code) => resolve(code));
  });
  clearTimeout(timer);
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
  return result;
}

/** The last lines that a program wrote: where it says what went wrong. */
export function tailOf(output: string, lines = 5): string {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}
