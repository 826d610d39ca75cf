import { AdminClient, buildApp, type MockServerOptions } from '@evenkeel/mock-server';
import { onTestFinished, vi } from 'vitest';
import { buildGateway } from './app.ts';
import { readEnvironment } from './environment.ts';

const adminToken = 'only-for-this-test';

/** Starts the mock server in this process. Returns an admin client, which asks it what it has seen. */
export async function startMock(options: Partial<MockServerOptions> = {}): Promise<AdminClient> {
  const app = buildApp({ adminToken, ...options });
  onTestFinished(() => app.close());
  return new AdminClient(await app.listen(), adminToken);
}

/** Starts the gateway in this process, set up by these environment variables. */
export async function startGateway(env: Record<string, string>): Promise<string> {
  // Nerox's client reads the process's own environment.
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
