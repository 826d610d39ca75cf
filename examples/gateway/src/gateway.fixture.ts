import { buildApp, type FaultRequest, type JournalEntry, type MockServerOptions } from '@evenkeel/mock-server';
import { onTestFinished, vi } from 'vitest';
import { buildGateway } from './app.ts';
import { readEnvironment } from './environment.ts';

const adminToken = 'only-for-this-test';

export interface Mock {
  url: string;
  journal(query?: Record<string, string>): Promise<JournalEntry[]>;
  addFault(fault: FaultRequest): Promise<void>;
}

/** The mock server, in this process. */
export async function startMock(options: Partial<MockServerOptions> = {}): Promise<Mock> {
  const app = buildApp({ adminToken, ...options });
  onTestFinished(() => app.close());
  const headers = { authorization: `Bearer ${adminToken}` };
  return {
    url: await app.listen(),
    async journal(query = {}) {
      const response = await app.inject({ url: '/admin/journal', query: { limit: '10000', ...query }, headers });
      return response.json().entries;
    },
    async addFault(fault) {
      const response = await app.inject({ method: 'POST', url: '/admin/faults', headers, payload: fault });
      if (response.statusCode !== 201) throw new Error(`The fault was not taken: ${response.body}`);
    },
  };
}

/** The gateway, in this process, as an environment sets it up. */
export async function startGateway(env: Record<string, string>): Promise<string> {
  // Nerox's client looks at the process's own.
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const app = buildGateway(await readEnvironment({ LOG_LEVEL: 'silent', DRAIN_MS: '1', ...env }));
  onTestFinished(() => app.close());
  return app.listen();
}

export const post = (url: string, body: unknown, more: RequestInit = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    ...more,
    headers: { 'content-type': 'application/json', ...more.headers },
    body: JSON.stringify(body),
  });

/** A server's metrics, as text. */
export const metrics = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();
