import type { CallScope } from './call-scope.ts';
import type { Clock } from './clock.ts';
import { EvenkeelError } from './errors.ts';
import type { EventSink, WaitCause } from './events.ts';
import { Bulkhead } from './policies/bulkhead.ts';
import { type Admission, type AttemptVerdict, CircuitBreaker } from './policies/circuit-breaker.ts';
import { Gate } from './policies/gate.ts';
import { RemainingLimiter, type RemainingPermit } from './policies/remaining-limiter.ts';
import { RollingRatioBreaker } from './policies/rolling-ratio-breaker.ts';
import type { ClientSettings } from './providers/settings.ts';

export interface TurnstileOptions {
  settings: ClientSettings;
  clock: Clock;
  emit: EventSink;
  maxQueued: number;
}

/** Who stands in line. */
export interface Comer {
  scope: CallScope;
  /** Whether this one may stand in line however many do already. */
  mayAlwaysQueue: boolean;
  /** Runs a wait, and reports it. */
  wait: (cause: WaitCause, wait: () => Promise<void>) => Promise<void>;
}

/** What an attempt holds while it is on its way. */
export interface Holding {
  admission: Admission;
  permit: RemainingPermit | undefined;
}

/** The bulkhead's own line: all lines are bounded together. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/**
 * What an attempt must pass before it may leave: breaker, gate, rate permit and
 * bulkhead slot, in this order. The breaker is peeked at first, so that nobody
 * waits for a refusal, and asked again at the end.
 */
export class Turnstile {
  readonly #gate: Gate;
  readonly #limiter: RemainingLimiter | undefined;
  readonly #bulkhead: Bulkhead | undefined;
  readonly #breaker: CircuitBreaker;
  readonly #maxQueued: number;
  /** Calls that stand in one of the lines. */
  #queued = 0;

  constructor({ settings, clock, emit, maxQueued }: TurnstileOptions) {
    const { provider, window, ceiling, breaker } = settings;
    this.#maxQueued = maxQueued;
    this.#limiter = window ? new RemainingLimiter(window.limit) : undefined;
    this.#gate = new Gate(clock, () => this.#limiter?.reset());
    this.#bulkhead = ceiling === null ? undefined : new Bulkhead({ limit: ceiling, maxQueued: UNBOUNDED, clock });
    this.#breaker = new CircuitBreaker({
      breaker: new RollingRatioBreaker(breaker, clock),
      openMs: breaker.openMs,
      probes: breaker.probes,
      clock,
      onChange: (from, to) => emit({ provider, type: 'breaker-changed', upstream: 'default', from, to }),
    });
  }

  /** Whether one more would find fewer waiting before it than are let through at once. */
  get hasRoom(): boolean {
    return this.#bulkhead === undefined || this.#queued < this.#bulkhead.limit;
  }

  /**
   * Waits for gate, permit and slot; ends with permit and slot in hand.
   *
   * @returns undefined where nothing had to be waited for. Then the caller goes on without yielding, so that of many
   * who come to a half-open breaker at once, those above its probes are refused rather than queued.
   * @throws EvenkeelError what refuses the attempt, or ended its call; then nothing is held
   */
  line(comer: Comer): Promise<void> | undefined {
    if (comer.scope.ended !== undefined) throw comer.scope.ended;
    this.#breaker.peek();
    if (!this.#gate.closed && (this.#limiter?.tryAcquire() ?? true)) {
      if (this.#bulkhead?.tryAcquire() ?? true) return undefined;
      this.#limiter?.release();
    }
    return this.#standInLine(comer);
  }

  async #standInLine(comer: Comer): Promise<void> {
    const { scope } = comer;
    const [gate, limiter, bulkhead] = [this.#gate, this.#limiter, this.#bulkhead];
    if (gate.closed) await this.#queue(comer, 'gate', () => gate.pass(scope));
    if (limiter && !limiter.tryAcquire()) await this.#queue(comer, 'rate', () => limiter.acquire(scope));
    try {
      if (bulkhead && !bulkhead.tryAcquire()) await this.#queue(comer, 'bulkhead', () => bulkhead.acquire(scope));
    } catch (error) {
      limiter?.release();
      throw error;
    }
  }

  /**
   * Checks again what may have changed while it waited. Not async: from here until the request leaves nothing may
   * yield, so that what is checked stays true.
   *
   * @returns undefined where the attempt must stand in line again; its permit and slot are given back then
   * @throws EvenkeelError as {@link line} does
   */
  admit(scope: CallScope): Holding | undefined {
    try {
      if (scope.ended !== undefined) throw scope.ended;
      if (!this.#gate.closed && (this.#limiter === undefined || this.#limiter.mayStillSend)) {
        return { admission: this.#breaker.admit(), permit: this.#limiter?.send() };
      }
    } catch (error) {
      this.release();
      throw error;
    }
    this.release();
    return undefined;
  }

  /** Tells the breaker how an attempt went. */
  settle({ admission }: Holding, verdict: AttemptVerdict): void {
    this.#breaker.settle(admission, verdict);
  }

  /** Takes in what a response says is left. Must come before its permit's {@link release}. */
  observe({ permit }: Holding, remaining: number): void {
    if (permit) this.#limiter?.observe(permit, remaining);
  }

  /** Lets nobody through for `forMs`; false where a longer pause holds already. */
  pause(forMs: number): boolean {
    return this.#gate.close(forMs);
  }

  /** Gives slot and permit back. */
  release(holding?: Holding): void {
    this.#bulkhead?.release();
    this.#limiter?.release(holding?.permit);
  }

  /** Forgets the pauses: for a client that is being closed. */
  dispose(): void {
    this.#gate.dispose();
  }

  /** @throws EvenkeelError `EVK_BULKHEAD_FULL` at once if too many wait */
  async #queue(comer: Comer, cause: WaitCause, wait: () => Promise<void>): Promise<void> {
    if (!comer.mayAlwaysQueue && this.#queued >= this.#maxQueued) {
      throw new EvenkeelError('EVK_BULKHEAD_FULL', `${this.#queued} calls wait already.`);
    }
    // Whoever has stood in line before goes on.
    comer.mayAlwaysQueue = true;
    this.#queued += 1;
    try {
      await comer.wait(cause, wait);
    } finally {
      this.#queued -= 1;
    }
  }
}
