import { join } from 'node:path';
import { AdminClient, mockServerCommand } from '@evenkeel/mock-server/launch';
import type { ProcessGroup } from '@evenkeel/tools/child';
import { HarnessFault, tries } from '@evenkeel/tools/command-line';
import type { Redis } from '@evenkeel/tools/redis';
import type { Run } from '../request/run.ts';
import { ask } from '../shared/ask.ts';
import type { FleetLoad } from '../shared/load.ts';

/** What the fleet calls. */
export interface Upstream {
  url: string;
  mock: AdminClient;
  /** All processes call one free agent on one network, so that one limit holds for all. */
  network: string;
  agent: string;
  apiKey: string;
}

/** The faults outlive the load by this much; if we die, they end by themselves. */
const FAULT_GRACE_MS = 600_000;

/** Starts the mock server, which counts its windows in `redis`. */
export async function startUpstream(run: Run<FleetLoad>, group: ProcessGroup, redis: Redis): Promise<Upstream> {
  const { request, logs, progress } = run;
  const { scenario, load, seed } = request;
  const { contract, plan } = scenario;
  progress.step(`${scenario.name}  starting the mock server`);
  const { adminToken, ...command } = mockServerCommand({ seed, ...(redis.url === null ? {} : { redis: redis.url }) });
  const logFile = join(logs, 'mock-server.log');
  const server = group.startServer({ name: 'the mock server', ...command, logFile });
  const url = await server.listening(group.signal);
  const mock = new AdminClient(url, adminToken, group.signal);
  const apiKey = `${contract.authentication?.keyPrefix ?? ''}${plan.tier}_local`;
  const [network] = contract.networks;
  if (network === undefined) throw new RangeError(`networks: ${contract.name} has none.`);
  const agent = await freeAgent(`${url}/${network}/agents`, apiKey, group.signal);
  for (const fault of plan.withstands ?? []) {
    await mock.addFault({ provider: contract.name, ttlMs: load.durationMs + FAULT_GRACE_MS, ...fault });
  }
  return { url, mock, network, agent, apiKey };
}

async function freeAgent(url: string, apiKey: string, signal: AbortSignal): Promise<string> {
  const headers = { authorization: `Bearer ${apiKey}` };
  let text = '';
  // It may listen before it has reached its Redis, and lets nothing through until then.
  for await (const _ of tries('the mock server says what agents it has', signal)) {
    const answer = await ask({ who: 'The mock server', url, headers, signal });
    if (!answer.ok) continue;
    text = answer.text;
    break;
  }
  const { data } = JSON.parse(text) as { data: { agents: { id: string; price: unknown }[] } };
  const free = data.agents.find(({ price }) => price === null);
  if (free === undefined) throw new HarnessFault('The mock server has no free agent.');
  return free.id;
}
