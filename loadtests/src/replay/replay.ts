/** A fixed window that starts at its first request. */
export interface ReplayWindow {
  limit: number;
  windowMs: number;
  /** Requests that the window had admitted before the replay starts, and how long ago it started. */
  used?: number;
  ageMs?: number;
}

export interface ReplayLimits {
  /** How many may be in flight at once. */
  ceiling: number;
  window?: ReplayWindow;
}

export interface Replayed {
  /** From the first start to the last end. */
  makespanMs: number;
  /** When each request starts, in submission order. */
  startsMs: number[];
}

const SECOND_MS = 1_000;

/**
 * The best that a client can do which knows all limits and needs no time of
 * its own: each request starts as soon as a slot is free, in the order of
 * submission, each takes exactly its service time, and the pause that a
 * server orders when nothing remains is obeyed.
 */
export function replay(servicesMs: readonly number[], limits: ReplayLimits): Replayed {
  if (!(limits.ceiling >= 1)) throw new RangeError(`ceiling: expected at least 1, got ${limits.ceiling}.`);
  // A slot is known by the time it is free. The ceiling is small, so a scan beats a heap.
  const slotsMs = new Array<number>(limits.ceiling).fill(0);
  const gate = limits.window === undefined ? null : windowGate(limits.window);
  const startsMs: number[] = [];
  let makespanMs = 0;
  let openMs = 0;
  for (const serviceMs of servicesMs) {
    const slot = slotsMs.indexOf(Math.min(...slotsMs));
    const startMs = Math.max(slotsMs[slot] as number, openMs);
    const endMs = startMs + serviceMs;
    slotsMs[slot] = endMs;
    startsMs.push(startMs);
    makespanMs = Math.max(makespanMs, endMs);
    openMs = Math.max(openMs, gate?.(startMs, slotsMs) ?? 0);
  }
  return { makespanMs, startsMs };
}

/** Counts admissions; answers from when on the next request may start. */
function windowGate(window: ReplayWindow): (startMs: number, slotsMs: readonly number[]) => number {
  let used = window.used ?? 0;
  let endsMs = used > 0 ? window.windowMs - (window.ageMs ?? 0) : Number.NEGATIVE_INFINITY;
  return (startMs, slotsMs) => {
    if (startMs >= endsMs) {
      endsMs = startMs + window.windowMs;
      used = 0;
    }
    used++;
    if (used < window.limit) return 0;
    // The first response after the last admission says that nothing remains, and for how long, in whole seconds.
    const saidMs = Math.min(...slotsMs.filter((endMs) => endMs > startMs));
    const leftMs = Math.max(0, endsMs - saidMs);
    return Math.max(endsMs, saidMs + Math.ceil(leftMs / SECOND_MS) * SECOND_MS);
  };
}
