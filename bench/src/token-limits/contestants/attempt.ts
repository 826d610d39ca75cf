import { setTimeout as delay } from 'node:timers/promises';
import { backoffDelayMs } from '@evenkeel/toolkit';
import { attemptHeader, callIdHeader } from '@evenkeel/toolkit/providers';
import type { CallerJob } from '../contestant.ts';
import { contractOf, MAX_ATTEMPTS, path } from '../contract.ts';
import { type Call, idOf } from '../load.ts';

const { hintMarginMs, hintJitter } = contractOf(null).retry;

/** What a call asks for. */
export const payloadOf = ({ number, estimate }: Call): object => ({
  prompt: `Payload ${number}`,
  max_tokens: estimate,
});

/** An answer that is no success, and how long it asks to wait. */
export class Refused extends Error {
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
 * @returns how many tokens the call has taken
 * @throws Refused
 */
export async function sendOnce(
  { baseUrl, apiKey, transport }: CallerJob,
  call: Call,
  attempt: number,
): Promise<number> {
  const answer = await transport.send({
    method: 'POST',
    url: baseUrl + path,
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      [callIdHeader]: idOf(call),
      [attemptHeader]: String(attempt),
    },
    body: JSON.stringify(payloadOf(call)),
    signal: new AbortController().signal,
  });
  if (answer.status !== 200) throw new Refused(answer.status, Number(answer.header('retry-after') ?? 0) * 1_000);
  return JSON.parse(answer.body).usage.total_tokens;
}

/** How long to wait after a failed attempt: the hint plus the contract's margin and jitter, as our client does. */
export function waitBeforeRetryMs(error: unknown, { random }: CallerJob): number {
  const hintMs = error instanceof Refused ? error.retryAfterMs : 0;
  return hintMs + hintMarginMs + backoffDelayMs(hintJitter, 0, random);
}

/** Makes attempts, each told its number, until one succeeds, and waits in between as long as the answers ask. */
export async function retrying<T>(job: CallerJob, attempt: (number: number) => Promise<T>): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      if (number === MAX_ATTEMPTS) throw error;
      await delay(waitBeforeRetryMs(error, job));
    }
  }
}
