import { join } from 'node:path';
import {
  AdminClient,
  type JournalEntry,
  type JournalFilter,
  type LaunchOptions,
  mockServerCommand,
} from '@evenkeel/mock-server';
import { Child, type ChildOptions, nodeScript } from '@evenkeel/tools/child';
import { expect } from 'vitest';
import { root } from '../repository/files.fixture.ts';

/** One of the project's servers, as a process of its own. It is killed when the test that holds it ends. */
export class ServerProcess extends Child {
  url = '';

  override async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.ended;
  }

  /** Resolves when the server has printed this. */
  async said(text: string): Promise<void> {
    await expect.poll(() => this.printed, { interval: 10 }).toContain(text);
  }

  /** The value of one of its metrics, by name and labels as they are exposed. */
  async metric(series: string): Promise<string | undefined> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${series} `));
    return line?.slice(series.length + 1);
  }
}

/**
 * The options that start a script of this repository: `path` is relative to the root, `env` is added to our
 * environment.
 */
export function script(path: string, env: Record<string, string>, args: readonly string[] = []): ChildOptions {
  return { name: path, ...nodeScript(join(root, path), ...args), cwd: root, env: { ...process.env, ...env } };
}

/** Starts the reference gateway. It calls only the APIs whose keys are in `env`. */
export async function startGateway(env: Record<string, string>): Promise<ServerProcess> {
  const nothing = { NIMBUS_API_KEY: '', NEURA_API_KEY: '', NEROX_API_KEY: '', EVENKEEL_REDIS_URL: '' };
  const told = { ...nothing, LOG_LEVEL: 'info', ...env };
  const gateway = new ServerProcess(script('examples/gateway/src/main.ts', told, ['--port', '0']));
  gateway.url = await gateway.listening();
  return gateway;
}

/** A GPU job as the mock server tells it. */
export interface JobEntry {
  id: string;
  idempotencyKey: string | null;
  status: string;
  billedMs: number;
}

export class MockProcess extends ServerProcess {
  readonly adminToken: string;

  constructor({ adminToken, ...options }: ChildOptions & { adminToken: string }) {
    super(options);
    this.adminToken = adminToken;
  }

  get admin(): AdminClient {
    return new AdminClient(this.url, this.adminToken);
  }

  async journal(filter: JournalFilter = {}): Promise<JournalEntry[]> {
    return (await this.admin.journal({ limit: 10_000, ...filter })).entries;
  }

  gpuJournal(): Promise<{ jobs: JobEntry[]; events: { job: string; event: string; atMs: number }[] }> {
    return this.admin.ask('GET', 'nerox/jobs');
  }
}

/** @param logFile a file for all that the server prints */
export async function startMock(options: LaunchOptions = {}, logFile?: string): Promise<MockProcess> {
  const to = logFile === undefined ? {} : { logFile };
  const mock = new MockProcess({ name: 'the mock server', ...mockServerCommand(options), ...to });
  mock.url = await mock.listening();
  return mock;
}

/** Runs a script to its end. */
export async function runScript(
  path: string,
  env: Record<string, string>,
): Promise<{ code: number | null; printed: string }> {
  const child = new Child(script(path, env));
  return { code: await child.ended, printed: child.printed };
}
