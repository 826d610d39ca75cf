/**
 * Divides `total` among those who want some of it, so that whoever wants less
 * than an equal part gets all of that, and the others get equal parts of the
 * rest (max-min fairness). Whole numbers that add up exactly; what nobody wants
 * is divided equally, so that those whose demand grows have something in hand.
 *
 * @param wants in an order that does not change: the last ones get what does not divide
 */
export function fairShares(total: number, wants: readonly number[]): number[] {
  const count = wants.length;
  // Above an equal part it makes no difference how much is wanted, and must make none to who gets what does not divide.
  const enough = Math.ceil(total / Math.max(1, count));
  const order = wants.map((want, at) => ({ want, at })).sort((a, b) => capped(a.want) - capped(b.want) || a.at - b.at);
  const shares = new Array<number>(count).fill(0);
  let left = total;
  order.forEach(({ want, at }, turn) => {
    const share = Math.min(want, Math.floor(left / (count - turn)));
    shares[at] = share;
    left -= share;
  });
  order.forEach(({ at }, turn) => {
    const spare = Math.floor(left / (count - turn));
    shares[at] = (shares[at] ?? 0) + spare;
    left -= spare;
  });
  return shares;

  function capped(want: number): number {
    return Math.min(want, enough);
  }
}
