import { join } from 'node:path';
import type { JournalEntry } from '@evenkeel/mock-server';
import { Child, type ChildOptions, nodeScript } from '@evenkeel/tools/child';
import { expect } from 'vitest';
import { root } from '../repository/files.fixture.ts';

/** One of the project's servers, as a process of its own; it is killed where the test that holds it ends. */
export class ServerProcess extends Child {
  url = '';

  override async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.ended;
  }

  /** Resolves when it has printed this. */
  async said(text: string): Promise<void> {
    await expect.poll(() => this.printed, { timeout: 20_000, interval: 10 }).toContain(text);
  }

  /** A value of its metrics, by name and labels as they are written there. */
  async metric(series: string): Promise<string | undefined> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${series} `));
    return line?.slice(series.length + 1);
  }
}

/** What a script of this repository is started with: its path from the root, and what its environment has beside ours. */
export function script(path: string, env: Record<string, string>, args: readonly string[] = []): ChildOptions {
  return { name: path, ...nodeScript(join(root, path), ...args), cwd: root, env: { ...process.env, ...env } };
}

async function start<T extends ServerProcess>(
  Kind: new (options: ChildOptions) => T,
  path: string,
  env: Record<string, string>,
  args: readonly string[] = [],
  options: Partial<ChildOptions> = {},
): Promise<T> {
  const server = new Kind({ ...script(path, env, ['--port', '0', ...args]), ...options });
  server.url = await server.listening();
  return server;
}

/** The reference gateway. Of an API whose key is not in the environment it knows nothing. */
export const startGateway = (env: Record<string, string>): Promise<ServerProcess> =>
  start(ServerProcess, 'examples/gateway/src/main.ts', {
    ...{ NIMBUS_API_KEY: '', NEURA_API_KEY: '', NEROX_API_KEY: '', EVENKEEL_REDIS_URL: '', LOG_LEVEL: 'info' },
    ...env,
  });

export const adminToken = 'only-for-this-test';

/** A GPU job as the mock server has it. */
export interface JobEntry {
  id: string;
  idempotencyKey: string | null;
  status: string;
  billedMs: number;
}

export class MockProcess extends ServerProcess {
  async admin<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}/admin/${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The mock server answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async journal(query: Record<string, string> = {}): Promise<JournalEntry[]> {
    const search = new URLSearchParams({ limit: '10000', ...query });
    return (await this.admin<{ entries: JournalEntry[] }>('GET', `journal?${search}`)).entries;
  }

  addFault(fault: object): Promise<void> {
    return this.admin('POST', 'faults', fault);
  }

  gpuJournal(): Promise<{ jobs: JobEntry[]; events: { job: string; event: string; atMs: number }[] }> {
    return this.admin('GET', 'nerox/jobs');
  }
}

export function startMock(args: readonly string[] = [], options: Partial<ChildOptions> = {}): Promise<MockProcess> {
  const env = { EVENKEEL_ADMIN_TOKEN: adminToken };
  return start(MockProcess, 'mock-server/src/cli.ts', env, ['--quiet', ...args], options);
}

/** Runs a script to its end. */
export async function runScript(
  path: string,
  env: Record<string, string>,
): Promise<{ code: number | null; printed: string }> {
  const child = new Child(script(path, env));
  return { code: await child.ended, printed: child.printed };
}
