import { describe, expect, test } from 'vitest';
import { AdminError } from './admin-client.ts';
import { mockServerCommand } from './command.ts';
import { LaunchError, startMockServer } from './start.ts';

describe('the command', () => {
  test('shows neither the token nor the store, and has all that it is given', () => {
    const { args, env, adminToken } = mockServerCommand({
      seed: 7,
      redis: 'redis://:password@127.0.0.1',
      contractOverrides: { nimbus: { '/tiers/free/limits/1/amount': 5 } },
      gpus: 2,
      gpuScale: 0,
      logLevel: 'debug',
    });
    expect(args.slice(args.indexOf('--quiet') + 1)).toEqual(
      '--port 0 --seed 7 --gpus 2 --gpu-scale 0 --log-level debug --set nimbus/tiers/free/limits/1/amount=5'.split(' '),
    );
    expect(env).toMatchObject({
      EVENKEEL_ADMIN_TOKEN: adminToken,
      EVENKEEL_MOCK_REDIS_URL: 'redis://:password@127.0.0.1',
    });
    expect(adminToken.length).toBeGreaterThanOrEqual(16);
  });

  test('has a token of its own each time, and nothing of what surrounds it', () => {
    process.env.EVENKEEL_MOCK_REDIS_URL = 'redis://elsewhere';
    const [a, b] = [mockServerCommand(), mockServerCommand()];
    delete process.env.EVENKEEL_MOCK_REDIS_URL;
    expect(a.adminToken).not.toBe(b.adminToken);
    expect(a.env).toMatchObject({ EVENKEEL_MOCK_REDIS_URL: '', LOG_LEVEL: '' });
  });
});

describe('a started server', () => {
  test('serves, is administered, and closes', async () => {
    const seed = 42;
    const server = await startMockServer({
      seed,
      contractOverrides: { nerox: { '/operations/usage/emulate/latencyMedianMs': 1 } },
    });
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'ok', seed });
    const headers = { authorization: 'Bearer nrx_team_local' };
    expect((await fetch(`${server.url}/v1/usage`, { headers })).status).toBe(200);
    expect((await server.admin.journal({ operation: 'usage', limit: 5 })).entries).toMatchObject([{ status: 200 }]);
    const id = await server.admin.addFault({ provider: 'nerox', fault: 'http_error', rate: 1, ttlMs: 60_000 });
    expect((await fetch(`${server.url}/v1/usage`, { headers })).status).toBe(503);
    await server.admin.removeFault(id);
    await expect(server.admin.removeFault(id)).rejects.toThrow(AdminError);
    await server.admin.removeFaults();
    expect(await server.close()).toBe(0);
  });

  test('ends with its signal', async () => {
    const controller = new AbortController();
    const server = await startMockServer({ signal: controller.signal });
    controller.abort();
    expect(await server.exited).toBeNull();
  });

  test('that does not come to listen says why', async () => {
    const wrong = { contractOverrides: { cumulus: { '/x': 1 } } };
    const start = startMockServer(wrong);
    await expect(start).rejects.toThrow(LaunchError);
    await expect(start).rejects.toThrow(
      'ended with 3 before it listened. evenkeel-mock: contractOverrides names "cumulus"',
    );
  });
});
