import type { Clock } from '../time/clock.ts';

/**
 * A pause that ends no more than this after the known one is the same: it comes by several ways, each a little later.
 */
const ECHO_MS = 50;
/** The most partitions that are remembered as paused, however many others tell. */
const MOST_PAUSES = 1_000;

type Listener = (partition: string, forMs: number) => void;

/** The pauses that a member was told by the API, or by others. */
export class SharedPauses {
  readonly #clock: Clock;
  readonly #maxMs: number;
  readonly #listeners: Listener[] = [];
  /** Only pauses that the API told this member are passed on. If all were, members would keep each other's alive. */
  readonly #pauses = new Map<string, { untilMs: number; own: boolean }>();

  /** @param maxMs how long a pause that others tell counts at most */
  constructor(clock: Clock, maxMs: number) {
    this.#clock = clock;
    this.#maxMs = maxMs;
  }

  onPause(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Adds a pause that the API told this member. */
  add(partition: string, forMs: number): void {
    this.#pauses.set(partition, { untilMs: this.#clock.now() + forMs, own: true });
  }

  /** @param saidAtMs the earliest time at which it can have been said */
  hear(partition: string, saidForMs: number, saidAtMs: number): void {
    const forMs = Math.min(saidForMs, this.#maxMs);
    const known = this.#pauses.get(partition);
    if (known === undefined && this.#pauses.size >= MOST_PAUSES) return;
    if (saidAtMs + forMs <= (known?.untilMs ?? 0) + ECHO_MS) return;
    this.#pauses.set(partition, { untilMs: this.#clock.now() + forMs, own: false });
    for (const listener of this.#listeners) listener(partition, forMs);
  }

  /** The pauses to pass on, with what is left of each in milliseconds. Forgets those that are over. */
  toPassOn(nowMs: number): Record<string, number> {
    const pauses: Record<string, number> = {};
    for (const [partition, { untilMs, own }] of this.#pauses) {
      if (untilMs <= nowMs) this.#pauses.delete(partition);
      else if (own) pauses[partition] = untilMs - nowMs;
    }
    return pauses;
  }
}
