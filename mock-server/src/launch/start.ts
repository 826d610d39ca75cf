import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { AdminClient } from './admin-client.ts';
import { type LaunchOptions, mockServerCommand } from './command.ts';

/** A mock server in a process of its own; it closes when this process ends, however that happens. */
export interface MockServer extends AsyncDisposable {
  url: string;
  adminToken: string;
  admin: AdminClient;
  pid: number;
  /** Resolves with its exit code; null where a signal ended it. */
  exited: Promise<number | null>;
  /** Lets it finish what is in flight, which takes 10 s at most. @returns its exit code */
  close(): Promise<number | null>;
}

/** The mock server ended before it listened. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
  readonly code = 'EVK_MOCK_LAUNCH';
}

const KEPT_OF_ERRORS = 4_000;

async function listening(child: ChildProcess, exited: Promise<number | null>): Promise<string> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT_OF_ERRORS);
  });
  const ended = exited.then((code) => {
    throw new LaunchError(`The mock server ended with ${code} before it listened. ${said}`.trim());
  });
  ended.catch(() => {});
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [{ url: string }];
  return message.url;
}

/**
 * Starts a mock server, on any free port of this machine, and waits until it listens.
 *
 * @param options with `signal`, which kills it
 * @throws LaunchError with what it wrote to standard error, where it ends before it listens
 */
export async function startMockServer(options: LaunchOptions & { signal?: AbortSignal } = {}): Promise<MockServer> {
  const { signal, ...launch } = options;
  const { command, args, env, adminToken } = mockServerCommand(launch);
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  const kill = (): void => void child.kill('SIGKILL');
  if (signal?.aborted) kill();
  signal?.addEventListener('abort', kill, { once: true });
  const url = await listening(child, exited);
  const close = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return exited;
  };
  return {
    url,
    adminToken,
    admin: new AdminClient(url, adminToken, signal),
    pid: child.pid as number,
    exited,
    close,
    async [Symbol.asyncDispose]() {
      await close();
    },
  };
}
