/** A process of its own that takes one walk in a tree, whose modules `hook.ts` instruments. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { nerox, neura, nimbus, Transport } from '@evenkeel/toolkit';
import type { Tracer } from './tracer.ts';

const [walk = '', tree = '', url = '', redis = ''] = process.argv.slice(2);
const tracer = (globalThis as unknown as { $walk: Tracer }).$walk;
const require = createRequire(join(tree, 'package.json'));
/** Loads a package of the given tree, whichever tree this file belongs to. */
const load = (name: string) => import(pathToFileURL(require.resolve(name)).href);

/** Calls before the walk, since what the first call sets up is no part of what each call does. */
const WARM_UP = 3;

async function repeat(call: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < WARM_UP; i++) await call();
  await tracer.within(call);
}

async function infer(): Promise<void> {
  const { createClient }: typeof nimbus = (await load('@evenkeel/toolkit')).nimbus;
  const client = createClient({ baseUrl: url, apiKey: 'nmb_pro_local' });
  await repeat(() => client.infer({ prompt: 'a walk' }));
  await client.close();
}

async function coordinated(): Promise<void> {
  const { createClient }: typeof neura = (await load('@evenkeel/toolkit')).neura;
  const { createRedisCoordinator } = await load('@evenkeel/toolkit/redis');
  const coordinator = createRedisCoordinator({ redis, expectedProcesses: 1 });
  const client = createClient({ baseUrl: url, apiKey: 'nra_standard_local', networks: ['solana'], coordinator });
  await client.ready();
  await repeat(() => client.call('echo', { message: 'a walk' }));
  await client.close();
  await coordinator.close();
}

async function job(): Promise<void> {
  const toolkit = await load('@evenkeel/toolkit');
  const { createClient }: typeof nerox = toolkit.nerox;
  // In earlier trees the toolkit's main entry exported it.
  const { NodeTransport } = toolkit.NodeTransport === undefined ? await load('@evenkeel/toolkit/node') : toolkit;
  const inner: Transport = new NodeTransport({ connections: 10, keepAlive: 10 });
  const transport: Transport = {
    send: async (request) => {
      // The job is read only once, after it has ended.
      if (request.method === 'GET') await ended(request.url, request.headers);
      return inner.send(request);
    },
    close: () => inner.close(),
  };
  const client = createClient({ baseUrl: url, apiKey: 'nrx_team_local', tier: 'team', transport });
  const distanceMatrix = [
    [0, 1, 2],
    [1, 0, 1],
    [2, 1, 0],
  ];
  await repeat(async () => {
    const submitted = await client.optimize.tsp({ distanceMatrix, restarts: 1, iterations: 1_000 });
    await submitted.wait();
  });
  await client.close();
}

async function ended(of: string, headers: Record<string, string>): Promise<void> {
  for (;;) {
    const { status } = (await (await fetch(of, { headers })).json()) as { status: string };
    if (status !== 'queued' && status !== 'running') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function mock(): Promise<void> {
  const { buildApp } = await load('@evenkeel/mock-server');
  const app = buildApp({ adminToken: 'only-for-this-walk' });
  const at = await app.listen({ host: '127.0.0.1', port: 0 });
  const request = async (): Promise<void> => {
    const response = await fetch(`${at}/v1/infer`, {
      method: 'POST',
      headers: { authorization: 'Bearer nmb_pro_local', 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'a walk' }),
    });
    if (!response.ok) throw new Error(`The mock server answered ${response.status}: ${await response.text()}`);
    await response.text();
  };
  for (let i = 0; i < WARM_UP; i++) await request();
  tracer.start();
  await request();
  // What the server writes down after the answer belongs to the request.
  await new Promise((resolve) => setTimeout(resolve, 100));
  tracer.stop();
  await app.close();
}

const known: Record<string, () => Promise<void>> = { infer, coordinated, job, mock };
await known[walk]?.();
