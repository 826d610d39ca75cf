/** A process that makes calls with a tree's toolkit, and says how much CPU time they took. It ends with its channel. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { nimbus, Transport } from '@evenkeel/toolkit';
import type { createMetrics } from '@evenkeel/toolkit/prometheus';

const [tree = ''] = process.argv.slice(2);
const require = createRequire(join(tree, 'package.json'));
/** Loads a package of the given tree, whichever tree this file belongs to. */
const load = async (name: string) => import(pathToFileURL(require.resolve(name)).href);

/** As good as no limit, so that the client never waits. */
const NO_LIMIT = 1_000_000_000;

/** The answer that the API would give, but given at once, in this process. */
const headers: Readonly<Record<string, string>> = {
  date: 'Thu, 01 Jan 2026 00:00:00 GMT',
  'content-type': 'application/json',
  'retry-after': '0',
  'x-ratelimit-remaining': String(NO_LIMIT),
};
const answer = {
  status: 200,
  header: (name: string) => headers[name],
  body: JSON.stringify({
    id: 'inf_0123456789abcdef',
    output: 'Nimbus read: a payload',
    usage: { prompt_tokens: 3, completion_tokens: 6 },
  }),
};
const transport: Transport = { send: async () => answer, close: () => {} };

const toolkit: { nimbus: typeof nimbus } = await load('@evenkeel/toolkit');
// The earlier tree has its metrics beside the logs.
const telemetry: { createMetrics: typeof createMetrics } = await load('@evenkeel/toolkit/prometheus').catch(() =>
  load('@evenkeel/toolkit/telemetry'),
);
const { Registry } = await load('prom-client');
const numbers = structuredClone(toolkit.nimbus.profile);
for (const tier of Object.values(numbers.tiers)) {
  // The earlier tree has windows, each with a limit.
  const { windows = [], limits = [] } = tier as unknown as {
    windows?: { limit: number }[];
    limits?: { kind: string; amount: number }[];
  };
  for (const window of windows) window.limit = NO_LIMIT;
  for (const limit of limits) if (limit.kind === 'window') limit.amount = NO_LIMIT;
}
// The earlier tree has no defineProvider: its clients check a contract themselves.
const { defineProvider = (unchecked: unknown) => unchecked } = await load('@evenkeel/toolkit/providers');
const contract = defineProvider(numbers);
const client = toolkit.nimbus.createClient({
  contract,
  baseUrl: 'http://127.0.0.1:9',
  apiKey: 'nmb_only_for_this_run',
  transport,
  onEvent: telemetry.createMetrics({ register: new Registry(), contracts: [contract] }),
});

process.on('disconnect', () => process.exit());
process.on('message', async ({ calls }: { calls: number }) => {
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i++) await client.infer({ prompt: 'a payload' });
  const { user, system } = process.cpuUsage(before);
  process.send?.({ type: 'done', microseconds: (user + system) / calls });
});
process.send?.({ type: 'ready' });
