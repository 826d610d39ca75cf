import type { Clock } from '../time/clock.ts';

/** A pause that ends so much later than the known one is the same: it comes by several ways, each a little later. */
const ECHO_MS = 50;
/** So many partitions are known to be paused at most, whoever tells of more. */
const MOST_PAUSES = 1_000;

type Listener = (partition: string, forMs: number) => void;

/** The pauses that a member was told by the API, or by others. */
export class SharedPauses {
  readonly #clock: Clock;
  readonly #maxMs: number;
  readonly #listeners: Listener[] = [];
  /** Only those that the API told this member are passed on: else none would end. */
  readonly #pauses = new Map<string, { untilMs: number; own: boolean }>();

  /** @param maxMs no pause that others tell counts for longer */
  constructor(clock: Clock, maxMs: number) {
    this.#clock = clock;
    this.#maxMs = maxMs;
  }

  onPause(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** The API has told this member. */
  add(partition: string, forMs: number): void {
    this.#pauses.set(partition, { untilMs: this.#clock.now() + forMs, own: true });
  }

  /** @param saidAtMs when it was said, at the earliest */
  hear(partition: string, saidForMs: number, saidAtMs: number): void {
    const forMs = Math.min(saidForMs, this.#maxMs);
    const known = this.#pauses.get(partition);
    if (known === undefined && this.#pauses.size >= MOST_PAUSES) return;
    if (saidAtMs + forMs <= (known?.untilMs ?? 0) + ECHO_MS) return;
    this.#pauses.set(partition, { untilMs: this.#clock.now() + forMs, own: false });
    for (const listener of this.#listeners) listener(partition, forMs);
  }

  /** What is left of those to be passed on, in milliseconds; those that are over are forgotten. */
  toPassOn(nowMs: number): Record<string, number> {
    const pauses: Record<string, number> = {};
    for (const [partition, { untilMs, own }] of this.#pauses) {
      if (untilMs <= nowMs) this.#pauses.delete(partition);
      else if (own) pauses[partition] = untilMs - nowMs;
    }
    return pauses;
  }
}
