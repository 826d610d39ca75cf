import type { HintSettings } from '../settings.ts';
import { hintFormat, type Quota, type Told } from './format.ts';

/** Names and values of what a response with this status says: of headers, or of fields of its body. */
export type HintRenderer = (status: number, told: Told) => [name: string, value: number][];

/** Writes those of a contract's hints that are in this place, as its client reads them. */
export function hintRenderer(hints: readonly HintSettings[], place: HintSettings['in']): HintRenderer {
  const rows = hints
    .filter((hint) => hint.in === place)
    .map((hint) => ({ name: hint.name, on429: hint.sentOn === '429', format: hintFormat(hint) }));
  return (status, told) => {
    const values: [string, number][] = [];
    for (const row of rows) {
      if (row.on429 && status !== 429) continue;
      const value = row.format(told);
      // Without a window there is no limit to tell.
      if (Number.isFinite(value)) values.push([row.name, value]);
    }
    return values;
  };
}

/**
 * What to tell about `quota` now: nothing to wait for while requests remain,
 * else the rest of the window. A refusal or a fault may ask for `atLeastMs`
 * more; it never shortens the window's own wait, since a client that obeyed it
 * would be refused again.
 */
export function tell(quota: Quota, nowMs: number, atLeastMs: number): Told {
  const retryAfterMs = Math.max(quota.remaining > 0 ? 0 : quota.restMs, atLeastMs);
  // Where a client has to wait, the end that it is told of is the end of that wait.
  return { ...quota, restMs: retryAfterMs > 0 ? retryAfterMs : quota.restMs, nowMs, retryAfterMs };
}
