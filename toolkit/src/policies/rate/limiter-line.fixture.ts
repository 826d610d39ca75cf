import type { Cancel, Clock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { type AttemptPermit, noDemand, type PermitLimiter } from './permit-limiter.ts';

interface Waiter {
  cost: number;
  turn: number;
  leave: () => void;
}

/** Calls that wait for one limiter, first come, first served: what admission does for all limits together. */
export class LimiterLine<P extends AttemptPermit> {
  readonly limiter: PermitLimiter<P>;
  readonly #clock: Clock;
  readonly #waiting = new Map<symbol, Waiter>();
  #turn = 0;
  #serving = false;
  #again = false;
  #stopTimer: Cancel = () => {};

  constructor(limiter: PermitLimiter<P>, clock: Clock) {
    this.limiter = limiter;
    this.#clock = clock;
    limiter.onRoom = () => this.#serve();
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Sends now, if there is room and nobody waits. */
  trySend(cost = 1): P | undefined {
    return this.size === 0 && this.limiter.hasRoom(cost) ? this.limiter.send(cost) : undefined;
  }

  /** Waits until there is room, and sends in that instant. */
  async send(call: Waiting, cost = 1): Promise<P> {
    const sent = this.trySend(cost);
    if (sent !== undefined) return sent;
    let permit: P | undefined;
    await call.wait((done) => {
      const key = Symbol();
      const leave = (): void => {
        this.#waiting.delete(key);
        permit = this.limiter.send(cost);
        done();
      };
      this.#waiting.set(key, { cost, turn: ++this.#turn, leave });
      this.#serve();
      return () => {
        this.#waiting.delete(key);
        this.#serve();
      };
    });
    return permit as P;
  }

  #serve(): void {
    // To ask a limiter for room may bring some.
    this.#again = true;
    if (this.#serving) return;
    this.#serving = true;
    while (this.#again) {
      this.#again = false;
      this.#round();
    }
    this.#serving = false;
  }

  #round(): void {
    this.#stopTimer();
    this.#tell();
    for (const { cost, leave } of this.#waiting.values()) {
      if (!this.limiter.hasRoom(cost)) {
        const atMs = this.limiter.roomAtMs(cost);
        if (atMs !== Number.POSITIVE_INFINITY) {
          this.#stopTimer = this.#clock.setTimeout(() => this.#serve(), Math.max(0, atMs - this.#clock.now()));
        }
        return;
      }
      leave();
      this.#tell();
    }
  }

  #tell(): void {
    const waiters = [...this.#waiting.values()];
    const [first] = waiters;
    const cost = waiters.reduce((sum, waiter) => sum + waiter.cost, 0);
    this.limiter.demand(
      first === undefined ? noDemand : { waiting: waiters.length, cost, next: first.cost, turn: first.turn },
    );
  }
}
