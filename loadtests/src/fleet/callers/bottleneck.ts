import { setTimeout as delay } from 'node:timers/promises';
import { attemptHeader, callIdHeader, neuraProfile, type WindowLimit } from '@evenkeel/toolkit/providers';
import Bottleneck from 'bottleneck';
import { Redis } from 'ioredis';
import type { Caller, CreateCaller, Ended } from './caller.ts';

const { amount: limit, windowMs } = neuraProfile.tiers.standard.limits[0] as WindowLimit;
/** The shortest interval at which, by a trial, it was punished least: see docs/fleets.md. */
const MIN_TIME_MS = (windowMs / limit) * 1.035;
const MAX_ATTEMPTS = neuraProfile.retry.maxAttempts;

/** A 429, with the pause that its body asks for. */
class Refused extends Error {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super('429');
    this.retryAfterMs = retryAfterMs;
  }
}

/** Bottleneck in cluster mode, as its manual says: one limiter for all processes, and retries through its own event. */
export const createBottleneck: CreateCaller = async (orders, reports): Promise<Caller> => {
  const { redisUrl, baseUrl, network, agent, apiKey } = orders;
  if (redisUrl === null) throw new RangeError('redisUrl: Bottleneck shares nothing without a Redis.');
  const connection = new Bottleneck.IORedisConnection({ client: new Redis(redisUrl), Redis } as never);
  const limiter = new Bottleneck({ id: 'evenkeel-fleet', minTime: MIN_TIME_MS, connection, clearDatastore: false });
  limiter.on('failed', (error: unknown, { retryCount }) =>
    error instanceof Refused && retryCount + 1 < MAX_ATTEMPTS ? error.retryAfterMs : undefined,
  );
  limiter.on('error', () => {});
  const url = `${baseUrl}/${network}/agents/${agent}/call`;

  const attempt = async (callId: string, number: number, signal: AbortSignal): Promise<void> => {
    reports.attempt();
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        [callIdHeader]: callId,
        [attemptHeader]: `${number}`,
      },
      body: JSON.stringify({ input: { callId } }),
      signal,
    });
    const body = (await response.json()) as { success?: boolean; retryAfter?: number };
    if (response.status === 429) {
      reports.throttled();
      throw new Refused((body.retryAfter ?? 1) * 1_000);
    }
    if (body.success !== true) throw new Error(`status ${response.status}`);
  };

  const call = async (callId: string, signal: AbortSignal): Promise<Ended> => {
    let number = 0;
    const job = limiter.schedule(() => {
      // A job can't be taken back from Bottleneck, so one that runs too late does nothing.
      signal.throwIfAborted();
      return attempt(callId, ++number, signal);
    });
    const given = delay(0, undefined).then(
      () =>
        new Promise<never>((_, reject) => {
          const abort = (): void => reject(signal.reason);
          if (signal.aborted) abort();
          else signal.addEventListener('abort', abort, { once: true });
        }),
    );
    given.catch(() => {});
    job.catch(() => {});
    try {
      await Promise.race([job, given]);
      return { outcome: 'ok', code: null };
    } catch (error) {
      if (signal.aborted) return { outcome: 'cancelled', code: 'cancelled' };
      return { outcome: 'error', code: (error as Error).message };
    }
  };
  return {
    call,
    ready: () => limiter.ready().then(() => {}),
    close: async () => {
      await limiter.disconnect();
      await connection.disconnect();
    },
  };
};
