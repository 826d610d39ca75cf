import { setTimeout as delay } from 'node:timers/promises';
import { HarnessFault } from './harness-fault.ts';

/** Waits; rejects with the signal's own reason as soon as it is aborted. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/** Settles as the promise does, unless the signal is aborted first: then it rejects with the signal's reason. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    // Also after an abort: a rejection that nobody takes would end the process.
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

const POLL_MS = 100;

/**
 * Waits for something that takes a moment.
 * @param what for people, behind "until": "the store answers"
 * @throws HarnessFault when it has not happened after `atMostMs`, default 20 s
 */
export async function until(
  what: string,
  signal: AbortSignal,
  happened: () => Promise<boolean>,
  atMostMs = 20_000,
): Promise<void> {
  const deadlineMs = performance.now() + atMostMs;
  while (!(await happened())) {
    if (performance.now() > deadlineMs) throw new HarnessFault(`Waited ${atMostMs / 1_000} s in vain until ${what}.`);
    await sleep(POLL_MS, signal);
  }
}
