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
 * long as the API takes to give that much. Until then, smaller calls overtake it. Nothing is taken for it from calls that
 * have waited longer: one of them may have been given what this one needs of another limit.
 */
export function sharesOf(
  pool: PoolState,
  names: readonly string[],
  nowMs: number,
  total: number,
  cycleMs: number,
): number[] {
  const holders = names.map((name) => pool.holders[name] as Holder);
  const wants = holders.map(({ want }) => want);
  const shares = fairShares(total, wants);
  let first: number | undefined;
  holders.forEach(({ needs, needsSinceMs }, at) => {
    if (needs <= (shares[at] as number) || needs > total) return;
    if (nowMs < needsSinceMs + (needs / total) * cycleMs) return;
    if (first === undefined || needsSinceMs < (holders[first] as Holder).needsSinceMs) first = at;
  });
  if (first === undefined) return shares;
  const { needs, needsSinceMs } = holders[first] as Holder;
  const others = wants.toSpliced(first, 1);
  const kept = fairShares(total - needs, others).toSpliced(first, 0, needs);
  const takesFromOlder = holders.some((other, at) => {
    const isOlder = other.needsSinceMs < needsSinceMs || (other.needsSinceMs === needsSinceMs && at < Number(first));
    return isOlder && other.needs <= total && (kept[at] as number) < Math.min(other.needs, shares[at] as number);
  });
  return takesFromOlder ? shares : kept;
}
