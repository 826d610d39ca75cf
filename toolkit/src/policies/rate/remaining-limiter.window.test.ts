import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import type { Call } from '../../call/call.ts';
import { Pipeline } from '../../call/pipeline.ts';
import { type OperationSettings, type RateSettings, resolveClientSettings } from '../../contract/settings.ts';
import { hintReaders } from '../../http/read-hints.ts';
import type { TransportResponse } from '../../http/transport.ts';
import { nimbusProfile } from '../../providers/nimbus/contract.ts';
import { FakeClock, seededRandom } from '../../testing/index.ts';
import type { Clock, Random } from '../../time/clock.ts';
import { type MakeLimiter, makePacedRemaining, makeRemaining } from './limiters.ts';

interface WindowTraits {
  limit: number;
  windowMs: number;
  /** Of the network, each way; uniform from 0, so that requests and responses overtake each other. */
  longestDelayMs: number;
  longestServiceMs: number;
}

/**
 * The least of a Nimbus server: a window that starts at its first hit, and a `Remaining` computed when the response is
 * written.
 */
function simulateWindow(clock: Clock, random: Random, traits: WindowTraits) {
  const { limit, windowMs, longestDelayMs, longestServiceMs } = traits;
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimeout(resolve, random() * ms));
  let endsAtMs = Number.NEGATIVE_INFINITY;
  let used = 0;
  const server = {
    refused: 0,
    async send(): Promise<TransportResponse> {
      await sleep(longestDelayMs);
      if (clock.now() >= endsAtMs) {
        endsAtMs = clock.now() + windowMs;
        used = 0;
      }
      const admitted = used < limit;
      if (admitted) used += 1;
      else server.refused += 1;
      if (admitted) await sleep(longestServiceMs);
      const leftMs = endsAtMs - clock.now();
      const remaining = leftMs > 0 ? limit - used : limit;
      const headers: Record<string, string> = {
        'x-ratelimit-remaining': String(remaining),
        'retry-after': remaining === 0 ? String(Math.ceil(leftMs / 1_000)) : '0',
      };
      await sleep(longestDelayMs);
      return { status: admitted ? 200 : 429, header: (name) => headers[name], body: '{}' };
    },
  };
  return server;
}

const rateOf = (window: WindowTraits): RateSettings => ({
  ...{ name: 'requests', unit: 'requests', observable: true, told: true, perNetwork: false, perGroup: false },
  ...{ refusalsAreFree: true, learnt: false, refillPerSecond: null, calendar: null },
  ...window,
});

interface PipelineTraits {
  remaining: MakeLimiter;
  ceiling: number;
  maxQueued: number;
}

function pipelineFor(limit: RateSettings, traits: PipelineTraits, clock: Clock, random: Random): Pipeline {
  const { remaining, ceiling, maxQueued } = traits;
  const settings = resolveClientSettings(nimbusProfile, 'free');
  const patient = { ...settings.operations.infer, attemptTimeoutMs: 1e9, deadlineMs: 1e9 } as OperationSettings;
  return new Pipeline({
    settings: {
      ...settings,
      ceiling,
      rates: [limit],
      operations: { infer: patient },
    },
    clock,
    random,
    emit: () => {},
    maxQueued,
    adaptive: undefined,
    member: undefined,
    redact: (text) => text,
    parts: { readers: hintReaders, limiters: { remaining } },
  });
}

const traits = fc.record({
  limit: fc.integer({ min: 1, max: 20 }),
  windowMs: fc.integer({ min: 50, max: 5_000 }),
  longestDelayMs: fc.integer({ min: 0, max: 3_000 }),
  longestServiceMs: fc.integer({ min: 1, max: 1_000 }),
  ceiling: fc.integer({ min: 1, max: 40 }),
  calls: fc.integer({ min: 1, max: 60 }),
  /** The calls start within this time at most: a window may end before it is used up. */
  spreadMs: fc.integer({ min: 0, max: 10_000 }),
  seed: fc.nat(),
});

const makers = [makeRemaining, makePacedRemaining];
it.each(makers)('is never refused by a window from its first hit, and never stands still', async (remaining) => {
  await fc.assert(
    fc.asyncProperty(traits, async ({ ceiling, calls, spreadMs, seed, ...window }) => {
      const clock = new FakeClock();
      const random = seededRandom(seed);
      const server = simulateWindow(clock, random, window);
      const limit = rateOf(window);
      const rates = [{ limit, partition: '', cost: 1 }];
      const pipeline = pipelineFor(limit, { remaining, ceiling, maxQueued: calls }, clock, random);
      const run = async (at: number): Promise<number> => {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, random() * spreadMs));
        const call: Call<number> = {
          operation: 'infer',
          key: { partition: '', upstream: 'default', rates, takesSlot: true },
          callId: String(at),
          signal: undefined,
          priority: 0,
          prepare: () => {},
          send: () => server.send(),
          read: () => at,
          batch: undefined,
        };
        return pipeline.run(call);
      };
      await clock.runUntil(Promise.all(Array.from({ length: calls }, (_, at) => run(at))));
      expect(server.refused).toBe(0);
    }),
    runs({ numRuns: 500 }),
  );
});
