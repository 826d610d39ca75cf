import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { EstimatedCost } from '../contract/cost.ts';
import { defineProvider } from '../contract/define.ts';
import { EventRecorder } from '../testing/index.ts';
import type { ClientOptions } from './client-options.ts';
import { ContractClient } from './contract-client.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

/** A client under a bucket of 100 points that is hardly refilled. */
async function setUp(points: EstimatedCost, answer: http.RequestListener, options: Partial<ClientOptions> = {}) {
  const server = http.createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const contract = defineProvider({
    name: 'wire',
    authentication: null,
    limits: [{ kind: 'bucket', unit: 'points', amount: 100, refillPerSecond: 0.001 }],
    operationDefaults: { costs: { points }, deadlineMs: 1_000, attemptTimeoutMs: 500 },
    operations: {
      ask: { method: 'POST', path: '/ask' },
      stream: { method: 'POST', path: '/stream', returns: 'events' },
      probe: { method: 'POST', path: '/probe', costs: { points: { estimate: { request: 'points', otherwise: 1 } } } },
    },
    retry: { maxAttempts: 1 },
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  const recorder = new EventRecorder();
  const client = new ContractClient(contract, { baseUrl, onEvent: recorder.sink, ...options });
  undo.push(() => {
    void client.close({ signal: AbortSignal.abort() });
    server.close();
    server.closeAllConnections();
  });
  /** Whether a call of so many points would have to wait. */
  const waits = async (count: number): Promise<boolean> => {
    const before = recorder.ofType('wait-started').length;
    const controller = new AbortController();
    const call = client.request('probe', { points: count }, { signal: controller.signal }).catch(({ code }) => code);
    await new Promise((resolve) => setImmediate(resolve));
    const waited = recorder.ofType('wait-started').length > before;
    if (waited) controller.abort();
    return (await call) === 'EVK_RATE_LIMITED' || waited;
  };
  /** So many are left, less a margin, and no more. */
  const expectLeft = async (count: number): Promise<void> => {
    expect([await waits(count + 1), await waits(count - 1)]).toEqual([true, false]);
  };
  return { client, expectLeft };
}

const json =
  (body: unknown, headers: Record<string, string> = {}, status = 200): http.RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const ten = { estimate: 10 };

describe('what a call has cost', () => {
  it.each<[string, EstimatedCost, unknown, http.RequestListener, number]>([
    ['stays at the estimate where nothing tells it', ten, {}, json({ cost: 4 }), 90],
    ['is told by the body', { ...ten, settled: { body: 'cost' } }, {}, json({ cost: 4 }), 96],
    ['is more', { ...ten, settled: { body: 'cost' } }, {}, json({ cost: 44 }), 56],
    ['is told by a header', { ...ten, settled: { header: 'x-cost' } }, {}, json({}, { 'x-cost': '7' }), 93],
    ['is told as nothing', { ...ten, settled: { body: 'cost' } }, {}, json({ cost: 0 }), 100],
    ['is told badly', { ...ten, settled: { body: 'cost' } }, {}, json({ cost: 'much' }), 90],
    ['is told with an error', { ...ten, settled: { body: 'cost' } }, {}, json({ cost: 3 }, {}, 500), 97],
    ['is nothing where it was refused', { ...ten, settled: { body: 'cost' } }, {}, json({}, {}, 429), 100],
    ['is estimated by the request', { estimate: { request: 'max', otherwise: 9 } }, { max: 30 }, json({}), 70],
    [
      'is estimated, and told, in tokens',
      { estimate: { estimator: 'tokens' } },
      { max_tokens: 50 },
      json({ usage: { total_tokens: 20 } }),
      80,
    ],
    ['is estimated by the app', { estimate: { estimator: 'own' } }, { n: 5 }, json({}), 95],
  ])('%s', async (_what, points, payload, answer, left) => {
    const estimators = { own: ({ json: body }: { json: unknown }) => (body as { n: number }).n };
    let asked = false;
    const { client, expectLeft } = await setUp(
      points,
      (request, response) => {
        if (request.url === '/ask') answer(request, response);
        else json({})(request, response);
        asked = true;
      },
      { estimators },
    );
    await client.request('ask', payload).catch(() => {});
    expect(asked).toBe(true);
    await expectLeft(left);
  });

  it('stays at the estimate where no answer comes', async () => {
    const { client, expectLeft } = await setUp(ten, (request, response) => {
      if (request.url === '/ask') request.socket.destroy();
      else json({})(request, response);
    });
    await expect(client.request('ask')).rejects.toMatchObject({ code: 'EVK_NETWORK' });
    await expectLeft(90);
  });

  it.each([
    ['read to its end', 'read', 96],
    ['left', 'leave', 90],
    ['broken off', 'break', 90],
  ])('of a stream that is %s is told by its last events', async (_what, how, left) => {
    const points = { ...ten, settled: { lastEvent: 'usage.total' } };
    const { client, expectLeft } = await setUp(points, (request, response) => {
      if (request.url !== '/stream') return json({})(request, response);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"usage":{"total":1}}\n\ndata: {"usage":{"to');
      setImmediate(() => {
        if (how === 'break') response.destroy();
        else response.end('tal":4}}\n\ndata: [DONE]\n\n');
      });
    });
    const { body } = await client.request('stream');
    const reader = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    if (how === 'leave') await reader.return?.();
    else await drain(reader).catch(() => {});
    await expectLeft(left);
  });
});

async function drain(reader: AsyncIterator<Uint8Array>): Promise<void> {
  while (!(await reader.next()).done);
}

it('refuses an estimator that nobody gave, and a call of which nothing can be estimated', async () => {
  const points = { estimate: { estimator: 'own' } };
  await expect(setUp(points, json({}))).rejects.toThrow('estimators.own');
  const { client } = await setUp(points, json({}), { estimators: { own: () => Number.NaN } });
  await expect(client.request('ask')).rejects.toMatchObject({ code: 'EVK_PAYLOAD_INVALID' });
});

it('learns by how much estimates fall short, and reserves it until the cost is known', async () => {
  const points = { ...ten, settled: { body: 'cost' } };
  const held: http.ServerResponse[] = [];
  const { client, expectLeft } = await setUp(points, (request, response) => {
    if (request.url !== '/ask' || held.length === 0) json({ cost: 20 })(request, response);
    held.push(response);
  });
  await client.request('ask');
  void client.request('ask').catch(() => {});
  while (held.length < 2) await new Promise((resolve) => setImmediate(resolve));
  await expectLeft(60);
});
