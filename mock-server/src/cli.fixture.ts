import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
const running: ChildProcess[] = [];

/** Kills all started processes; called after each test, however it ended. */
export function killStarted(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL');
}

export function start(...args: string[]) {
  return startWith({}, ...args);
}

export function startWith(env: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, ['-C', 'source', cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // These must not come from the environment of whoever runs the tests.
    env: { ...process.env, LOG_LEVEL: '', EVENKEEL_MOCK_REDIS_URL: '', ...env },
  });
  running.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { child, output, exited };
}

/** Waits until the server listens, and returns its URL. */
export async function urlOf(child: ChildProcess): Promise<string> {
  const [message] = (await once(child, 'message')) as [{ type: string; url: string }];
  if (message.type !== 'listening') throw new Error(`It said ${JSON.stringify(message)}.`);
  return message.url;
}
