import type { Clock } from '../time/clock.ts';
import { MISSED_LEASES } from './exchange.ts';
import type { ExchangeReply } from './protocol.ts';

/** Counts the members that share an account, so that each knows its fair share while the store does not answer. */
export class MemberCount {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  #members: number;
  /** How many more there may be that stand still. */
  #missed = 0;
  /** By the last broadcasts: a member may have joined just before the store goes away. */
  #announced = { members: 0, atMs: Number.NEGATIVE_INFINITY };
  /** The count from before the store lost its state; the expected count until the store has answered. */
  #lastKnown: { members: number; untilMs: number };

  /** @param expected the count to assume until the store has said one */
  constructor(clock: Clock, leaseMs: number, expected: number) {
    this.#clock = clock;
    this.#leaseMs = leaseMs;
    this.#members = expected;
    this.#lastKnown = { members: expected, untilMs: Number.POSITIVE_INFINITY };
  }

  /** The count that the store said last. */
  get members(): number {
    return this.#members;
  }

  /** The most members that there may be. */
  get atMost(): number {
    const { members, untilMs } = this.#lastKnown;
    const lastKnown = this.#clock.now() < untilMs ? members : 0;
    return Math.max(lastKnown, Math.max(this.#members, this.#announced.members) + this.#missed);
  }

  /** Takes the count of another member's broadcast. */
  announce(members: number): void {
    this.#announced = { members: Math.max(this.#announced.members, members), atMs: this.#clock.now() };
  }

  /**
   * Takes the counts of the store's reply.
   *
   * @param sentAtMs when the store was asked
   */
  update({ members, missed }: ExchangeReply, sentAtMs: number, recovering: boolean): void {
    this.#remember(recovering);
    this.#members = members;
    this.#missed = missed;
    if (sentAtMs > this.#announced.atMs) this.#announced.members = 0;
  }

  /** A store that is recovering does not know all members yet, and never hears of one that stands still. */
  #remember(recovering: boolean): void {
    const isExpected = this.#lastKnown.untilMs === Number.POSITIVE_INFINITY;
    if (isExpected && !recovering) this.#lastKnown.untilMs = Number.NEGATIVE_INFINITY;
    if (isExpected || !recovering) return;
    this.#lastKnown = { members: this.atMost, untilMs: this.#clock.now() + MISSED_LEASES * this.#leaseMs };
  }
}
