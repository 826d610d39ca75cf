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
