import { backoffDelayMs } from '@evenkeel/toolkit';
import { attemptHeader, callIdHeader, nimbusProfile, wireOperation } from '@evenkeel/toolkit/providers';
import type { Job } from '../contestant.ts';

const { path, method } = wireOperation(nimbusProfile, 'infer');
const { hintMarginMs, hintJitter } = nimbusProfile.retry;

/** The most attempts of a call, as many as ours makes. */
export const { maxAttempts } = nimbusProfile.retry;

/** An answer that is no success, and how long it asks to wait. */
class Refused extends Error {
  readonly retryAfterMs: number;

  constructor(status: number, retryAfterMs: number) {
    super(`The answer is ${status}.`);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Sends one attempt of a call, with the same headers as our client.
 *
 * @param attempt from 1
 */
export async function sendAttempt(
  { baseUrl, apiKey, batchId, transport }: Job,
  call: number,
  attempt: number,
): Promise<void> {
  const answer = await transport.send({
    method,
    url: baseUrl + path,
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      [callIdHeader]: `${batchId}.${call}`,
      [attemptHeader]: String(attempt),
    },
    body: JSON.stringify({ prompt: `Payload ${call}` }),
    signal: new AbortController().signal,
  });
  if (answer.status !== 200) throw new Refused(answer.status, Number(answer.header('retry-after') ?? 0) * 1_000);
}

/** How long to wait after a failed attempt: the hint plus the contract's margin and jitter, as our client does. */
export function retryDelayMs(error: unknown, { random }: Job): number {
  const hintMs = error instanceof Refused ? error.retryAfterMs : 0;
  return hintMs + hintMarginMs + backoffDelayMs(hintJitter, 0, random);
}

/** Makes all calls at once, as the peers' readmes do; the peers' own queues let them through. */
export async function makeAllCalls(job: Job, call: (at: number) => Promise<unknown>): Promise<void> {
  let ended = 0;
  const count = (): void => {
    ended += 1;
    job.onProgress(ended);
  };
  await Promise.all(Array.from({ length: job.calls }, (_, at) => call(at).then(count, count)));
}
