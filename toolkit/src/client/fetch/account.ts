import { Line } from '../../admission/line.ts';
import { defaultBreaker, defaultRetry } from '../../contract/defaults.ts';
import { EvenkeelError } from '../../errors/errors.ts';
import type { WaitCause } from '../../events.ts';
import { type BreakerPermit, CircuitCore, type CircuitCoreOptions } from '../../policies/breaker/circuit-core.ts';
import { counted, RollingRatioRule, RollingWindow } from '../../policies/breaker/rolling-window.ts';
import { GuessedWindow, type GuessPermit } from '../../policies/rate/guessed-window.ts';
import { LearntLimiter, type LearntPermit } from '../../policies/rate/learnt-limiter.ts';
import type { PermitLimiter } from '../../policies/rate/permit-limiter.ts';
import { BudgetCore } from '../../policies/retry/retry-budget.ts';
import { type Cancel, type Clock, inBackground } from '../../time/clock.ts';
import type { CallScope } from '../../time/wait-scope.ts';
import { type ToldLimit, untilToldMs } from './told-limit.ts';
import { ToldPause } from './told-pause.ts';

/** An attempt that asks to leave. */
export interface Leaving {
  readonly scope: CallScope;
  readonly priority: number;
  readonly cost: number;
  readonly tenant: string | undefined;
  /** Whether it may wait even if too many do: it has waited once already. */
  mayAlwaysQueue: boolean;
  /** Its place among those that wait, which it keeps if it is tried again. Default: it is the last one. */
  order?: number | undefined;
  /** Reports that it waits; what is returned is called when it does no more. */
  waits(cause: WaitCause): () => void;
}

/** What an attempt holds from the instant at which it leaves. */
export interface Held {
  readonly breaker: BreakerPermit;
  readonly learnt: LearntPermit;
  readonly guess: GuessPermit;
}

/** Where no answer has come after so long, what may be on its way before the first one is not limited any more. */
const FIRST_ANSWER_MS = 1_000;

export interface AccountParts extends Pick<CircuitCoreOptions, 'onChange'> {
  clock: Clock;
  maxQueued: number;
}

/** What is known of one credential at one origin: a pause, limits, a circuit and a budget, and who waits for them. */
export class Account {
  readonly pause: ToldPause;
  readonly learnt: LearntLimiter;
  readonly guessed: GuessedWindow;
  readonly breaker: CircuitCore;
  readonly budget: BudgetCore;
  /** When a request was last accepted. */
  acceptedAtMs = 0;
  readonly #clock: Clock;
  readonly #maxQueued: number;
  readonly #line: Line;
  readonly #limits: readonly PermitLimiter[];
  readonly #waiting = new Set<Leaving>();
  #inFlight = 0;
  #arrivals = 0;
  #heard = false;
  #told: ToldLimit | undefined;
  #stopWaiting: Cancel | undefined;

  constructor({ clock, maxQueued, onChange }: AccountParts) {
    this.#clock = clock;
    this.#maxQueued = maxQueued;
    this.#line = new Line(clock);
    this.pause = new ToldPause(clock);
    this.learnt = new LearntLimiter(clock);
    this.guessed = new GuessedWindow(clock);
    this.#limits = [this.pause, this.learnt, this.guessed];
    for (const limit of this.#limits) limit.onRoom = () => this.#line.serve();
    const { window, openMs, probes } = defaultBreaker;
    const breaker = new RollingRatioRule(defaultBreaker, new RollingWindow(counted, window, clock));
    this.breaker = new CircuitCore({ breaker, openMs, probes, clock, onChange });
    this.budget = new BudgetCore({ ...(defaultRetry.budget as NonNullable<typeof defaultRetry.budget>), clock });
  }

  /** Whether it may be forgotten: nothing is on its way or waits, and no pause lasts. */
  get idle(): boolean {
    return this.#inFlight === 0 && this.#waiting.size === 0 && this.pause.hasRoom();
  }

  /**
   * Waits until the attempt may leave, and lets it: `leave` runs in the instant at which all has room.
   *
   * @returns what `leave` returns; at once if there is nothing to wait for
   * @throws EvenkeelError the refusal, or what has ended the call; then nothing is held
   */
  acquire<T>(asking: Leaving, leave: (held: Held) => T): T | Promise<Awaited<T>> {
    const { scope, cost } = asking;
    if (scope.ended !== undefined) throw scope.ended;
    if (this.#line.size === 0 && this.#limits.every((limit) => limit.hasRoom(cost))) return leave(this.#take(cost));
    // What the breaker would refuse must not wait first.
    this.breaker.peek();
    return this.#wait(asking, leave);
  }

  /** Call it when an attempt is over, whatever came of it. */
  release({ learnt, guess }: Held): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#stopTimer();
    this.guessed.release(guess);
    this.learnt.release(learnt);
  }

  /** Call it when an answer has come, with what it tells of the limit, if it does. */
  told(reading: ToldLimit | undefined): void {
    this.#stopTimer();
    this.#heard = true;
    if (reading === undefined) return;
    const isNews = this.#told === undefined;
    this.#told = reading;
    if (isNews) this.review();
  }

  /** Refuses those of whom it is known by now that they wait in vain. */
  review(): void {
    let ahead = 0;
    for (const asking of this.#waiting) {
      const refusal = this.#refusalOf(asking, ahead);
      if (refusal === undefined) ahead += asking.cost;
      else asking.scope.refuse(refusal);
    }
  }

  #stopTimer(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
  }

  #take(cost: number): Held {
    const breaker = this.breaker.admit();
    this.#inFlight += 1;
    // A server that answers only when all calls have come must not be waited for.
    if (!this.#heard) {
      this.#stopWaiting ??= inBackground(this.#clock).setTimeout(() => this.learnt.untold(), FIRST_ANSWER_MS);
    }
    return { breaker, learnt: this.learnt.send(cost), guess: this.guessed.send(cost) };
  }

  async #wait<T>(asking: Leaving, leave: (held: Held) => T): Promise<Awaited<T>> {
    const { scope, priority, cost, tenant } = asking;
    const size = this.#waiting.size;
    if (!asking.mayAlwaysQueue && size >= this.#maxQueued) {
      throw new EvenkeelError('EVK_BULKHEAD_FULL', `${size} calls wait already.`);
    }
    const refusal = this.#refusalOf(asking, asking.mayAlwaysQueue ? 0 : this.#ahead(priority));
    if (refusal !== undefined) throw refusal;
    this.#waiting.add(asking);
    // An attempt that has waited once may always wait again.
    asking.mayAlwaysQueue = true;
    asking.order ??= ++this.#arrivals;
    let cause = this.#causeOf(this.#limits.find((limit) => !limit.hasRoom(cost)));
    let waitsNoMore = asking.waits(cause);
    let end: (() => T) | undefined;
    try {
      await this.#line.wait({
        ...{
          scope,
          priority,
          tenant,
          order: asking.order,
          limits: this.#limits,
          costs: [cost, cost, cost],
          held: false,
        },
        looks: (lacking) => {
          const now = this.#causeOf(lacking);
          if (now === cause) return;
          cause = now;
          waitsNoMore();
          waitsNoMore = asking.waits(cause);
        },
        leave: () => {
          try {
            const left = leave(this.#take(cost));
            end = () => left;
          } catch (error) {
            end = () => {
              throw error;
            };
          }
        },
      });
    } finally {
      waitsNoMore();
      this.#waiting.delete(asking);
    }
    return await (end as unknown as () => T)();
  }

  #causeOf(lacking: unknown): WaitCause {
    return lacking === this.pause ? 'gate' : 'rate';
  }

  #ahead(priority: number): number {
    let cost = 0;
    for (const each of this.#waiting) if (each.priority >= priority) cost += each.cost;
    return cost;
  }

  /** @param ahead what those cost who leave before it */
  #refusalOf({ scope: { deadlineAtMs }, cost }: Leaving, ahead: number): EvenkeelError | undefined {
    if (deadlineAtMs === Number.POSITIVE_INFINITY) return undefined;
    const pausedMs = this.pause.untilFreeMs(1, deadlineAtMs);
    const waitMs = Math.max(
      pausedMs,
      this.guessed.untilFreeMs(ahead + cost, deadlineAtMs),
      untilToldMs(this.#told, ahead + cost, deadlineAtMs, this.#clock.now()),
    );
    if (waitMs === 0) return undefined;
    return new EvenkeelError(
      pausedMs > 0 ? 'EVK_GATE_CLOSED' : 'EVK_QUEUE_TIMEOUT',
      `The call could leave in ${Math.ceil(waitMs)} ms only.`,
      { retryAfterMs: Math.ceil(waitMs), advice: 'Send fewer, call again after retryAfterMs, or raise maxWaitMs.' },
    );
  }
}
