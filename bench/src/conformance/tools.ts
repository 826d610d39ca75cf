import type { Upstream } from './upstream.ts';

/** Waits in real time, since the contestants know no other clock. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export type Settled<T> = { value: T; tookMs: number } | { error: unknown; tookMs: number };

/** How a promise ended, and after how long. */
export async function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  const startedMs = performance.now();
  try {
    return { value: await promise, tookMs: performance.now() - startedMs };
  } catch (error) {
    return { error, tookMs: performance.now() - startedMs };
  }
}

/** How a promise ended; undefined if it has not ended after `withinMs`. */
export async function endOf<T>(promise: Promise<T>, withinMs: number): Promise<Settled<T> | undefined> {
  let end: Settled<T> | undefined;
  void settled(promise).then((ended) => {
    end = ended;
  });
  await until(() => end !== undefined, withinMs);
  return end;
}

/** Milliseconds from the end of each request to the arrival of the next. */
export function gapsMs({ arrivals }: Upstream): number[] {
  return arrivals.slice(1).map(({ atMs }, at) => atMs - (arrivals[at]?.endMs ?? Number.NaN));
}

/** `code` of an error, if it has one. */
export function codeOf(end: Settled<unknown>): unknown {
  return 'error' in end ? (end.error as { code?: unknown } | undefined)?.code : undefined;
}

/** The status of the last answer, whether it came as a value or in an error. */
export function statusOf(end: Settled<unknown>): unknown {
  const told = ('error' in end ? end.error : end.value) as { status?: unknown; statusCode?: unknown } | undefined;
  return told?.status ?? told?.statusCode;
}

/** `retryAfterMs` of an error, if it has one. */
export function retryAfterOf(end: Settled<unknown>): unknown {
  return 'error' in end ? (end.error as { retryAfterMs?: unknown } | undefined)?.retryAfterMs : undefined;
}

/** A promise, and the functions that settle it. */
export function deferred<T = void>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  return Promise.withResolvers<T>();
}

/** Waits until `condition` holds. After `withinMs` it gives up without an error; the case has to notice. */
export async function until(condition: () => boolean, withinMs = 2_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!condition() && performance.now() < deadline) await sleep(2);
}
