import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface CommandOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string;
  signal?: AbortSignal | undefined;
  /** Milliseconds; then the command is killed. None: it may take as long as it likes. */
  timeoutMs?: number;
  /** Each line of both streams, as it comes. */
  onLine?: (line: string) => void;
}

export interface CommandResult {
  /** null: it could not be started, or was killed. */
  code: number | null;
  stdout: string;
  /** Both streams, as they came. */
  output: string;
}

/** Runs a program to its end. Never rejects for the program's own failure, only when `signal` aborts. */
export async function runCommand(
  file: string,
  args: readonly string[],
  { env, cwd, signal, timeoutMs, onLine }: CommandOptions,
): Promise<CommandResult> {
  signal?.throwIfAborted();
  const result = await new Promise<CommandResult>((resolve) => {
    const child = spawn(file, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      killSignal: 'SIGKILL',
      ...(cwd === undefined ? {} : { cwd }),
      ...(signal === undefined ? {} : { signal }),
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    let stdout = '';
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (stream === child.stdout) stdout += `${line}\n`;
        output += `${line}\n`;
        onLine?.(line);
      });
    }
    child.once('error', (error) => resolve({ code: null, stdout, output: `${output}${error.message}\n` }));
    // Killed: whatever it started may hold the streams open, so their end is not waited for.
    child.once('exit', (code, killedBy) => {
      if (killedBy !== null) resolve({ code, stdout, output });
    });
    child.once('close', (code) => resolve({ code, stdout, output }));
  });
  signal?.throwIfAborted();
  return result;
}

/** The last lines that a program wrote: where it says what went wrong. */
export function tailOf(output: string, lines = 5): string {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}
