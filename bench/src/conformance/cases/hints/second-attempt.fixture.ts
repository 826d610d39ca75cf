import type { Check } from '../../check.ts';
import type { ClientSetup, RetrySetup } from '../../contestant.ts';
import { endOf, gapsMs } from '../../tools.ts';
import type { Reply } from '../../upstream.ts';

/** A backoff that is over long before any hint of these cases. */
export const shortBackoff: RetrySetup = { maxAttempts: 3, backoff: { baseMs: 20, jitterMs: 0, capMs: 10_000 } };

/** A single attempt. */
export const noRetry: RetrySetup = { ...shortBackoff, maxAttempts: 1 };

/** A backoff that is too long to be taken for an immediate retry. */
export const tellingBackoff: RetrySetup = { maxAttempts: 3, backoff: { baseMs: 150, jitterMs: 0, capMs: 10_000 } };

/** How long a second attempt may take on a busy machine, if the hint asks for a second. */
export const PATIENCE_MS = 4_000;

/**
 * How many milliseconds after its first response a call's second attempt came, both as the server saw them.
 *
 * @param refusal answers the first attempt; the second is served
 */
export async function msToSecondAttempt(check: Check, refusal: Reply, setup: ClientSetup): Promise<number> {
  const upstream = await check.upstream([refusal, 200]);
  const end = await endOf(check.client(upstream, setup).call(), PATIENCE_MS);
  const [gapMs] = gapsMs(upstream);
  check.that(gapMs !== undefined, `there was no second attempt within ${PATIENCE_MS} ms`);
  check.that(end !== undefined && 'value' in end, 'the call failed, though its second attempt was served');
  return gapMs as number;
}

/**
 * Refuses a call until an instant that `tell` writes into headers, and checks that the second attempt does not come
 * before. The instant is a whole second, at least half a second from now.
 *
 * @param skewMs how far the server's clock, which also writes `Date`, is ahead of the client's
 * @param now the client's clock, in milliseconds since the epoch
 */
export async function comesWhenDue(
  check: Check,
  tell: (untilMs: number) => Record<string, string>,
  { skewMs = 0, now = Date.now, ...setup }: ClientSetup & { skewMs?: number; now?: () => number } = {},
): Promise<void> {
  let dueMs = Number.NaN;
  const upstream = await check.upstream((_arrival, at) => {
    if (at > 0) return 200;
    const nowMs = now() + skewMs;
    const untilMs = Math.ceil((nowMs + 500) / 1_000) * 1_000;
    dueMs = performance.now() + untilMs - nowMs;
    return { status: 429, headers: { date: imfFixdate(nowMs), ...tell(untilMs) } };
  });
  await endOf(check.client(upstream, { retry: shortBackoff, ...setup }).call(), PATIENCE_MS);
  const second = upstream.arrivals[1];
  check.that(second !== undefined, `there was no second attempt within ${PATIENCE_MS} ms`);
  // Both clocks are read in whole milliseconds.
  check.between('milliseconds from when it was due', (second?.atMs ?? Number.NaN) - dueMs, -1, PATIENCE_MS);
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`: RFC 9110, 5.6.7. */
export function imfFixdate(ms: number): string {
  return new Date(ms).toUTCString();
}
