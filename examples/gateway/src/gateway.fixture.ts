import { AdminClient, buildApp, type MockServerOptions } from '@evenkeel/mock-server';
import { onTestFinished, vi } from 'vitest';
import { buildGateway } from './app.ts';
import { readEnvironment } from './environment.ts';

const adminToken = 'only-for-this-test';

/** The mock server, in this process, and what asks it what it has seen. */
export async function startMock(options: Partial<MockServerOptions> = {}): Promise<AdminClient> {
  const app = buildApp({ adminToken, ...options });
  onTestFinished(() => app.close());
  return new AdminClient(await app.listen(), adminToken);
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
