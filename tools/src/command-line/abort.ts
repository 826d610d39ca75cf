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
    // Handles the promise even after an abort: an unhandled rejection would end the process.
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

const POLL_MS = 100;

/**
 * Yields a try every 100 ms, until the loop over the tries is left:
 * `for await (const _ of tries('the store answers', signal)) if (await answers()) break;`
 * @param what what is waited for, in the message, behind "until"
 * @throws HarnessFault when the loop has not been left after `atMostMs`, default 20 s
 */
export async function* tries(what: string, signal: AbortSignal, atMostMs = 20_000): AsyncGenerator<void> {
  const deadlineMs = performance.now() + atMostMs;
  for (;;) {
    yield;
    if (performance.now() > deadlineMs) throw new HarnessFault(`Waited ${atMostMs / 1_000} s in vain until ${what}.`);
    await sleep(POLL_MS, signal);
  }
}

/** The run was ended by the user, a closed terminal, or a CI job that ran out of time. */
export class Interrupted extends HarnessFault {
  override name = 'Interrupted';
}

/** A signal that the first SIGINT, SIGTERM or SIGHUP aborts; the second one ends this process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort(new Interrupted(`The run was interrupted by ${signal}.`));
    });
  }
  return controller.signal;
}
