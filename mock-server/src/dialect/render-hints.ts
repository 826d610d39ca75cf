import type { Hint } from '@evenkeel/toolkit/providers';
import type { Told } from './quota.ts';
import { renderValue } from './render-value.ts';

/** The hints of a response, by the names of headers, or by paths into its body. */
export type HintRenderer = (refuses: boolean, told: readonly Told[]) => [place: string, value: number | string][];

/**
 * Renders the contract's hints that stand in this place.
 *
 * @param policy the name of the only policy in `RateLimit` fields, unless a hint names another
 */
export function hintRenderer(hints: readonly Hint[], place: 'header' | 'body', policy: string): HintRenderer {
  const rows = hints.flatMap((hint) => {
    const at = hint[place];
    return at === undefined ? [] : [{ ...hint, at, policy: hint.policies?.[0] ?? policy }];
  });
  return (refuses, told) => {
    const values = new Map<string, number | string>();
    for (const row of rows) {
      if (row.sentOn === 'refusals' && !refuses) continue;
      const quota = told.find(({ unit }) => unit === row.unit);
      const value = quota && renderValue(row, quota);
      if (value !== undefined) values.set(row.at, value);
    }
    return [...values];
  };
}
