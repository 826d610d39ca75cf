/**
 * Divides `total` among those who want some of it, so that whoever wants less
 * than an equal part gets all of that, and the others get equal parts of the
 * rest (max-min fairness). Whole numbers that add up exactly; what nobody wants
 * is divided equally, so that those whose demand grows have something in hand.
 *
 * @param wants in an order that does not change: the last ones get what does not divide
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
  // How much more than that is wanted must make no difference to who gets what does not divide.
  const others = (served < wants.length ? ascending.slice(served) : ascending).sort((a, b) => a.at - b.at);
  others.forEach(({ at }, turn) => {
    const part = Math.floor(left / (others.length - turn));
    shares[at] = (shares[at] ?? 0) + part;
    left -= part;
  });
  return shares;
}
