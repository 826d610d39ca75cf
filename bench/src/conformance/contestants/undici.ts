import { Agent, RetryAgent, request as send } from 'undici';
import type { Contestant } from '../contestant.ts';
import { methodOf, requestOf } from '../http.ts';

/** undici 8's RetryAgent: it only retries. What it repeats depends on the method, so it never repeats a POST. */
export const undici: Contestant = {
  name: 'undici RetryAgent',
  client(baseUrl, setup) {
    if (setup.breaker || setup.bulkhead || setup.window || setup.quotas || setup.throttle || setup.deadlineMs)
      return undefined;
    if (!setup.retry || setup.retry.budget || setup.onEvent) return undefined;
    const { maxAttempts, backoff } = setup.retry;
    const timeout = setup.attemptTimeoutMs;
    const agent = new Agent({
      connections: setup.connections ?? 64,
      ...(timeout && { headersTimeout: timeout, bodyTimeout: timeout }),
    });
    const dispatcher = new RetryAgent(agent, {
      maxRetries: maxAttempts - 1,
      minTimeout: backoff.baseMs,
      maxTimeout: backoff.capMs,
      timeoutFactor: backoff.factor ?? 2,
    });
    return {
      async call({ idempotency = 'safe', payload = {}, signal } = {}) {
        const { statusCode, body } = await send(`${baseUrl}/${idempotency}`, {
          ...requestOf(methodOf[idempotency], payload),
          dispatcher,
          ...(signal && { signal }),
        });
        return { status: statusCode, body: await body.text() };
      },
      close: () => agent.destroy(),
    };
  },
};
