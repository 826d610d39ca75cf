/** So much of something, at a time in milliseconds. */
type Part = readonly [atMs: number, amount: number];

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

/** Makes one lump of every two, at the later one's time: nothing is free too early. */
export function coarsen(lumps: Part[]): void {
  for (let at = 0; at + 1 < lumps.length; at += 1) {
    const [, amount] = lumps[at] as Part;
    const [laterMs, more] = lumps[at + 1] as Part;
    lumps.splice(at, 2, [laterMs, amount + more]);
  }
}

/** Takes an amount out of a list, the earliest first, or all that there is. */
export function takeLumps(lumps: Part[], amount: number): Part[] {
  const taken: Part[] = [];
  let left = amount;
  while (left > 0 && lumps.length > 0) {
    const [atMs, here] = lumps.shift() as Part;
    if (here > left) lumps.unshift([atMs, here - left]);
    taken.push([atMs, Math.min(here, left)]);
    left -= here;
  }
  return taken;
}
