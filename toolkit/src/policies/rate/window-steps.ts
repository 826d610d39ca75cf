/** Windows last round times: these, and ten times as long. */
const STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
const SHORTEST_MS = 100;
const MINUTE_MS = 60_000;

/** By how much clocks may differ in a window, and how late a window may begin by its server. */
export const CLOCK_ERROR = 0.01;
export const LATE_MS = 10;

/** The next round time after `ms`, in milliseconds: at most half as long again, and above a minute the next minute. */
export function nextStepMs(ms: number): number {
  if (ms < SHORTEST_MS) return SHORTEST_MS;
  if (ms >= MINUTE_MS) return (Math.floor(ms / MINUTE_MS) + 1) * MINUTE_MS;
  const scale = 10 ** Math.floor(Math.log10(ms));
  const step = STEPS.find((each) => each * scale > ms) ?? 15;
  return Math.min(step * scale, MINUTE_MS);
}
