import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { JournalEntry } from '@evenkeel/mock-server';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Started extends AsyncDisposable {
  url: string;
  child: ChildProcess;
  /** Ends by itself, or by a signal; resolves to its exit code. */
  exited: Promise<number | null>;
}

/** Starts one of the project's servers on a free port, and waits until it listens. */
export async function startServer(script: string, env: Record<string, string>, args: string[] = []): Promise<Started> {
  const child = spawn(process.execPath, ['-C', 'source', script, '--port', '0', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout?.resume();
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: { type?: string; url?: string }) => {
      if (message.type === 'listening' && message.url !== undefined) resolve(message.url);
    });
    exited.then((code) => reject(new Error(`${script} ended with ${code} before it listened: ${errors}`)));
  });
  return {
    url,
    child,
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

const adminToken = 'only-for-this-test';

export interface Mock extends Started {
  journal: (query?: Record<string, string>) => Promise<JournalEntry[]>;
  addFault: (fault: object) => Promise<void>;
}

export async function startMock(args: string[] = []): Promise<Mock> {
  const server = await startServer('mock-server/src/cli.ts', { EVENKEEL_ADMIN_TOKEN: adminToken }, [
    '--quiet',
    ...args,
  ]);
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  return {
    ...server,
    async journal(query = {}) {
      const search = new URLSearchParams({ limit: '10000', ...query });
      const response = await fetch(`${server.url}/admin/journal?${search}`, { headers });
      return ((await response.json()) as { entries: JournalEntry[] }).entries;
    },
    async addFault(fault) {
      const response = await fetch(`${server.url}/admin/faults`, {
        method: 'POST',
        headers,
        body: JSON.stringify(fault),
      });
      if (response.status !== 201) throw new Error(`The fault was not taken: ${await response.text()}`);
    },
  };
}

/** Runs a script to its end. */
export async function runScript(
  script: string,
  env: Record<string, string>,
): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, ['-C', 'source', script], { cwd: root, env: { ...process.env, ...env } });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    out += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, out };
}
