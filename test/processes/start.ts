import { type ChildProcess, spawn } from 'node:child_process';
import type { JournalEntry } from '@evenkeel/mock-server';
import { root } from '../repository.ts';

export interface Started extends AsyncDisposable {
  url: string;
  child: ChildProcess;
  /** Ends by itself, or by a signal; resolves to its exit code. */
  exited: Promise<number | null>;
  /** Resolves when it has printed this. */
  said(text: string): Promise<void>;
}

/** Starts one of the project's servers on a free port, and waits until it listens. */
export async function startServer(script: string, env: Record<string, string>, args: string[] = []): Promise<Started> {
  const child = spawn(process.execPath, ['-C', 'source', script, '--port', '0', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-64_000);
    });
  }
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: { type?: string; url?: string }) => {
      if (message.type === 'listening' && message.url !== undefined) resolve(message.url);
    });
    exited.then((code) => reject(new Error(`${script} ended with ${code} before it listened: ${output}`)));
  });
  return {
    url,
    child,
    exited,
    async said(text) {
      while (!output.includes(text)) await new Promise((resolve) => child.stdout?.once('data', resolve));
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

const adminToken = 'only-for-this-test';

/** A GPU job as the mock server has it. */
export interface JobEntry {
  id: string;
  idempotencyKey: string | null;
  status: string;
  billedMs: number;
}

export interface Mock extends Started {
  admin<T>(method: string, path: string, body?: object): Promise<T>;
  journal: (query?: Record<string, string>) => Promise<JournalEntry[]>;
  addFault: (fault: object) => Promise<void>;
  jobs: () => Promise<JobEntry[]>;
}

export async function startMock(args: string[] = []): Promise<Mock> {
  const server = await startServer('mock-server/src/cli.ts', { EVENKEEL_ADMIN_TOKEN: adminToken }, [
    '--quiet',
    ...args,
  ]);
  const admin = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${server.url}/admin/${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The mock server answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    ...server,
    admin,
    async journal(query = {}) {
      const search = new URLSearchParams({ limit: '10000', ...query });
      return (await admin<{ entries: JournalEntry[] }>('GET', `journal?${search}`)).entries;
    },
    addFault: (fault) => admin('POST', 'faults', fault),
    jobs: async () => (await admin<{ jobs: JobEntry[] }>('GET', 'nerox/jobs')).jobs,
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
