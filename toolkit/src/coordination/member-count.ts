import type { Clock } from '../time/clock.ts';
import { MISSED_LEASES } from './exchange.ts';
import type { ExchangeReply } from './protocol.ts';

/** How many members share an account: by this a member knows its fair share where the store does not answer. */
export class MemberCount {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  #members: number;
  /** How many more there may be, who stand still. */
  #missed = 0;
  /** By the last broadcast: one may have joined, and the store be gone before it is asked again. */
  #announced = { members: 0, atMs: Number.NEGATIVE_INFINITY };
  /** Before the store had to learn of them again; as many as are expected, until it has said. */
  #lastKnown: { members: number; untilMs: number };

  /** @param expected how many there are, as long as the store has not said */
  constructor(clock: Clock, leaseMs: number, expected: number) {
    this.#clock = clock;
    this.#leaseMs = leaseMs;
    this.#members = expected;
    this.#lastKnown = { members: expected, untilMs: Number.POSITIVE_INFINITY };
  }

  /** As the store said last. */
  get members(): number {
    return this.#members;
  }

  /** How many there may be. */
  get atMost(): number {
    const { members, untilMs } = this.#lastKnown;
    const lastKnown = this.#clock.now() < untilMs ? members : 0;
    return Math.max(lastKnown, Math.max(this.#members, this.#announced.members) + this.#missed);
  }

  /** Another member has told of so many. */
  announce(members: number): void {
    this.#announced = { members: Math.max(this.#announced.members, members), atMs: this.#clock.now() };
  }

  /**
   * The store has said how many there are.
   *
   * @param sentAtMs when it was asked
   */
  update({ members, missed }: ExchangeReply, sentAtMs: number, recovering: boolean): void {
    this.#remember(recovering);
    this.#members = members;
    this.#missed = missed;
    if (sentAtMs > this.#announced.atMs) this.#announced.members = 0;
  }

  /** A store that is learning does not know of all who are there, and never of one that stands still. */
  #remember(recovering: boolean): void {
    const isExpected = this.#lastKnown.untilMs === Number.POSITIVE_INFINITY;
    if (isExpected && !recovering) this.#lastKnown.untilMs = Number.NEGATIVE_INFINITY;
    if (isExpected || !recovering) return;
    this.#lastKnown = { members: this.atMost, untilMs: this.#clock.now() + MISSED_LEASES * this.#leaseMs };
  }
}
