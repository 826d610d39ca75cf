import type { Holder, PoolState } from './account-state.ts';

/**
 * Divides `total` by max-min fairness: a member that wants less than an equal part gets all that it wants, and the
 * others get equal parts of the rest. The shares are whole numbers that add up exactly. What nobody wants is divided
 * equally, so that a member whose demand grows has something in hand.
 *
 * @param wants what each member wants, in an order that does not change: the last ones get the remainder
 */
export function fairShares(total: number, wants: readonly number[]): number[] {
  const ascending = wants.map((want, at) => ({ want, at })).sort((a, b) => a.want - b.want);
  const shares = new Array<number>(wants.length).fill(0);
  let left = total;
  let served = 0;
  for (const { want, at } of ascending) {
    if (want > left / (wants.length - served)) break;
    shares[at] = want;
    left -= want;
    served += 1;
  }
  // Who gets the remainder must not depend on how much more than an equal part each one wants.
  const others = (served < wants.length ? ascending.slice(served) : ascending).sort((a, b) => a.at - b.at);
  others.forEach(({ at }, turn) => {
    const part = Math.floor(left / (others.length - turn));
    shares[at] = (shares[at] ?? 0) + part;
    left -= part;
  });
  return shares;
}

/**
 * What each member is to have. A call that needs more than its member's fair share could never leave, so one such call
 * at a time gets what it needs, and the others share the rest: the one that has waited longest, once it has waited as
 * long as the API takes to give that much. Until then, smaller calls overtake it.
 */
export function sharesOf(
  pool: PoolState,
  names: readonly string[],
  nowMs: number,
  total: number,
  cycleMs: number,
): number[] {
  const wants = names.map((name) => (pool.holders[name] as Holder).want);
  const shares = fairShares(total, wants);
  let first: number | undefined;
  names.forEach((name, at) => {
    const { needs, needsSinceMs } = pool.holders[name] as Holder;
    if (needs <= (shares[at] as number) || needs > total) return;
    if (nowMs < needsSinceMs + (needs / total) * cycleMs) return;
    const firstMs = first === undefined ? Number.POSITIVE_INFINITY : pool.holders[names[first] as string]?.needsSinceMs;
    if (needsSinceMs < (firstMs as number)) first = at;
  });
  if (first === undefined) return shares;
  const { needs } = pool.holders[names[first] as string] as Holder;
  const others = wants.filter((_, at) => at !== first);
  return fairShares(total - needs, others).toSpliced(first, 0, needs);
}
