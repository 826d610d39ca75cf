/** A fixed window that starts at its first request. */
export interface ReplayWindow {
  limit: number;
  windowMs: number;
  /** How many requests the window admitted before the replay starts, and how long ago the window started. */
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
 * The best that a client can do if it knows all limits and needs no time of its
 * own: requests start in the order of submission, each as soon as a slot is free
 * and takes exactly its service time, and the client obeys the pause that a server
 * orders when nothing remains.
 */
export function replay(servicesMs: readonly number[], limits: ReplayLimits): Replayed {
  if (!(limits.ceiling >= 1)) throw new RangeError(`ceiling: expected at least 1, got ${limits.ceiling}.`);
  const slots = new Slots(limits.ceiling);
  const gate = limits.window === undefined ? null : windowGate(limits.window);
  const startsMs: number[] = [];
  let makespanMs = 0;
  let openMs = 0;
  for (const serviceMs of servicesMs) {
    const startMs = Math.max(slots.freeMs, openMs);
    const endMs = startMs + serviceMs;
    slots.take(endMs);
    startsMs.push(startMs);
    makespanMs = Math.max(makespanMs, endMs);
    openMs = Math.max(openMs, gate?.(startMs, slots.untilMs) ?? 0);
  }
  return { makespanMs, startsMs };
}

/** The slots, each as the time when it is free. They are a heap, since without a ceiling every request has one. */
class Slots {
  readonly untilMs: number[];

  constructor(count: number) {
    this.untilMs = new Array<number>(count).fill(0);
  }

  /** When the next slot is free. */
  get freeMs(): number {
    return this.untilMs[0] as number;
  }

  /** Takes the slot that is free first. */
  take(untilMs: number): void {
    const heap = this.untilMs;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child += 1;
      if (child >= heap.length || (heap[child] as number) >= untilMs) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = untilMs;
  }
}

/** Counts admissions, and returns the time from which on the next request may start. */
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
    const saidMs = slotsMs.reduce(
      (least, endMs) => (endMs > startMs && endMs < least ? endMs : least),
      Number.POSITIVE_INFINITY,
    );
    const leftMs = Math.max(0, endsMs - saidMs);
    return Math.max(endsMs, saidMs + Math.ceil(leftMs / SECOND_MS) * SECOND_MS);
  };
}
