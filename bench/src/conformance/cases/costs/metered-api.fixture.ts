import type { Arrival, Reply, Script } from '../../upstream.ts';

/** What an API has left of a unit. */
export interface Meter {
  left(nowMs: number): number;
  /** Takes so much, even if there is less. */
  take(amount: number, nowMs: number): void;
}

/** A bucket that is full at first. */
export function bucket(limit: number, refillPerSecond: number): Meter {
  let level = limit;
  let levelAtMs = 0;
  const left = (nowMs: number): number => {
    level = Math.min(limit, level + ((nowMs - levelAtMs) * refillPerSecond) / 1_000);
    levelAtMs = nowMs;
    return level;
  };
  return {
    left,
    take(amount, nowMs) {
      level = left(nowMs) - amount;
    },
  };
}

/** A window that slides: what was taken counts for as long as it is. */
export function slidingWindow(limit: number, windowMs: number): Meter {
  let taken: { atMs: number; amount: number }[] = [];
  return {
    left(nowMs) {
      taken = taken.filter(({ atMs }) => atMs + windowMs > nowMs);
      return taken.reduce((sum, { amount }) => sum - amount, limit);
    },
    take(amount, atMs) {
      taken.push({ atMs, amount });
    },
  };
}

export interface MeteredOptions {
  meter: Meter;
  /** What a request takes. Default 1. */
  cost?: (arrival: Arrival, at: number) => number;
  /** What must be left for a request to be admitted. Default: what it takes. */
  needs?: (arrival: Arrival) => number;
  /** How long a request takes. Default 0. */
  afterMs?: (at: number) => number;
  /** What a request waits for beside. */
  when?: (at: number) => Promise<unknown> | undefined;
  /** Whether it takes the cost when a request comes, before its body, and not when it answers. */
  takesAtOnce?: (at: number) => boolean;
  /** The answer to what is admitted; default 200. */
  reply?: (cost: number, at: number) => Exclude<Reply, number>;
}

/** An API that takes of a unit what requests truly cost, and refuses them where there is too little. */
export class MeteredApi {
  /** How many requests it refused. */
  refused = 0;
  readonly #options: MeteredOptions;

  constructor(options: MeteredOptions) {
    this.#options = options;
  }

  readonly script: Script = (arrival, at) => {
    const { takesAtOnce, afterMs, when } = this.#options;
    const slow = { afterMs: afterMs?.(at) ?? 0, when: when?.(at) ?? Promise.resolve() };
    if (takesAtOnce?.(at)) return { ...slow, ...this.#admit(arrival, at) };
    return { ...slow, decide: () => this.#admit(arrival, at) };
  };

  #admit(arrival: Arrival, at: number): Exclude<Reply, number> {
    const { meter, reply, cost = () => 1, needs } = this.#options;
    const nowMs = performance.now();
    const amount = cost(arrival, at);
    if (meter.left(nowMs) >= (needs?.(arrival) ?? amount)) {
      meter.take(amount, nowMs);
      return reply?.(amount, at) ?? {};
    }
    this.refused += 1;
    return { status: 429 };
  }
}

/** A number in a request's JSON body. */
export function numberIn({ body }: Arrival, field: string): number | undefined {
  return (JSON.parse(body) as Record<string, number | undefined>)[field];
}
