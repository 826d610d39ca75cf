import { setTimeout as delay } from 'node:timers/promises';
import { AdminClient, mockServerCommand } from '@evenkeel/mock-server/launch';
import { nimbusProfile, wireOperation } from '@evenkeel/toolkit/providers';
import { Child, nodeScript } from '@evenkeel/tools/child';
import { HarnessFault } from '@evenkeel/tools/command-line';
import { type BatchMeasured, measureBatch } from './measure.ts';
import { BATCH_ID, type BatchPlan, type Scenario, scenarios } from './plan.ts';

const provider = nimbusProfile.name;
const { path, method } = wireOperation(nimbusProfile, 'infer');
/** Starting costs a process more than all that comes after: so they do it one after the other. */
const START_EVERY_MS = 1_000;

/** Runs all scenarios side by side. @throws HarnessFault where it takes longer than planned */
export async function runBatches(
  plan: BatchPlan,
  seed: number,
  signal: AbortSignal,
): Promise<Map<Scenario, BatchMeasured>> {
  const late = AbortSignal.timeout(plan.longestRoundMs);
  const over = new AbortController();
  const ends = AbortSignal.any([signal, late, over.signal]);
  try {
    const starters = await Promise.all(scenarios.map((scenario) => prepare(scenario, plan, seed, ends)));
    const run = async ({ scenario, start }: (typeof starters)[number], at: number) => {
      await delay(at * START_EVERY_MS, undefined, { signal: ends });
      return [scenario, await start()] as const;
    };
    return new Map(await Promise.all(starters.map(run)));
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    throw new HarnessFault(`The round with seed ${seed} was not over after ${plan.longestRoundMs / 1_000} s.`);
  } finally {
    over.abort();
  }
}

/** Starts a scenario's processes: a mock server of its own, and a client that has sent nothing yet. */
async function prepare(
  scenario: Scenario,
  { calls, meanServiceMs, sigma }: BatchPlan,
  seed: number,
  signal: AbortSignal,
) {
  const { adminToken, ...command } = mockServerCommand({
    seed,
    contractOverrides: {
      [provider]: {
        // The mean of a lognormal lies above its median.
        '/operations/infer/emulate/latencyMedianMs': meanServiceMs * Math.exp(-(sigma ** 2) / 2),
        '/operations/infer/emulate/latencySigma': sigma,
        ...scenario.changes,
      },
    },
  });
  const server = new Child({ name: 'the mock server', ...command, signal });
  const admin = new AdminClient(await server.listening(), adminToken, signal);
  await warmUp(admin.url, scenario, signal);
  const client = new Child({
    name: `the client "${scenario.name}"`,
    ...nodeScript(new URL('./client.ts', import.meta.url), scenario.name, admin.url, String(calls), String(seed)),
    signal,
  });
  await client.next('ready');
  return {
    scenario,
    async start(): Promise<BatchMeasured> {
      const finished = client.next('finished');
      client.send({ type: 'go' });
      await finished;
      const entries = await admin.wholeJournal(provider);
      const ofBatch = entries.filter(({ callId }) => callId.startsWith(`${BATCH_ID}.`));
      return measureBatch(ofBatch, calls, scenario.really);
    },
  };
}

/** A server that serves anybody has served before. Here it has with a key of another tier, as the client's is new. */
async function warmUp(url: string, { keyTier }: Scenario, signal: AbortSignal): Promise<void> {
  const tier = keyTier === 'enterprise' ? 'pro' : 'enterprise';
  const headers = { authorization: `Bearer nmb_${tier}_local`, 'content-type': 'application/json' };
  const send = async (): Promise<void> => {
    const response = await fetch(url + path, { method, headers, body: '{"prompt":"warm"}', signal });
    await response.text();
  };
  for (let round = 0; round < 2; round += 1) await Promise.all(Array.from({ length: 100 }, send));
}
