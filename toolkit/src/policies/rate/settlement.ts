/** So much of something, at a time in milliseconds. */
type Part = readonly [atMs: number, amount: number];

/**
 * When what is owed is paid. Each window pays as much as the limit is, and the one that runs pays for what was taken
 * within the limit: a bucket is refilled no faster.
 *
 * @param owed what is owed already
 * @param count what is owed beside
 * @returns in how many milliseconds so much is paid
 */
export function repayments(owed: number, count: number, limit: number, windowMs: number): Part[] {
  const parts: Part[] = [];
  for (let at = owed; at < owed + count; ) {
    const part = Math.min(owed + count - at, limit - (at % limit));
    parts.push([windowMs * (2 + Math.floor(at / limit)), part]);
    at += part;
  }
  return parts;
}

/**
 * Takes an amount from among what was put there for a time.
 *
 * @returns how much was there to be taken
 */
export function takeFrom(lumps: Part[], untilMs: number, count: number): number {
  // A list that was made coarser has it in a later lump.
  const at = lumps.findIndex(([atMs]) => atMs >= untilMs);
  const [atMs, amount] = lumps[at] ?? [0, 0];
  const taken = Math.min(count, amount);
  if (amount > taken) lumps[at] = [atMs, amount - taken];
  else if (amount > 0) lumps.splice(at, 1);
  return taken;
}
