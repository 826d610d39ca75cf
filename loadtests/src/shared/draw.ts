/** How far a share may be from the rate behind it, in standard deviations for its number of draws. */
export const MAX_DEVIATIONS = 4;

/** Whether this many hits in this many draws fit a rate. */
export function withinDraw(hits: number, draws: number, rate: number): boolean {
  const deviation = Math.sqrt((rate * (1 - rate)) / Math.max(1, draws));
  return draws > 0 && Math.abs(hits / draws - rate) <= MAX_DEVIATIONS * deviation;
}
