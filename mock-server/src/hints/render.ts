import type { HintSettings } from '../settings.ts';
import { hintFormat, type Quota, type Told } from './format.ts';

/** Header names and values of a response with this status. */
export type HintRenderer = (status: number, told: Told) => [name: string, value: string][];

/** Writes a contract's hints as the headers that its client reads. */
export function hintRenderer(hints: readonly HintSettings[]): HintRenderer {
  const rows = hints.map((hint) => ({ name: hint.name, on429: hint.sentOn === '429', format: hintFormat(hint) }));
  return (status, told) => {
    const headers: [string, string][] = [];
    for (const row of rows) {
      if (row.on429 && status !== 429) continue;
      const value = row.format(told);
      // Without a window there is no limit to tell.
      if (Number.isFinite(value)) headers.push([row.name, String(value)]);
    }
    return headers;
  };
}

/**
 * What to tell about `quota` now: nothing to wait for while requests remain,
 * else the rest of the window. A refusal or a fault may ask for `atLeastMs`
 * more; it never shortens the window's own wait, since a client that obeyed it
 * would be refused again.
 */
export function tell(quota: Quota, nowMs: number, atLeastMs: number): Told {
  const restMs = quota.remaining > 0 ? 0 : quota.restMs;
  return { ...quota, nowMs, retryAfterMs: Math.max(restMs, atLeastMs) };
}
