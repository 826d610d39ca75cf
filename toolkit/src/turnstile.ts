import type { CallScope } from './call-scope.ts';
import type { Clock, Random } from './clock.ts';
import { EvenkeelError } from './errors.ts';
import type { EventSink, ResourceLimit, WaitCause } from './events.ts';
import type { Judgement } from './judgement.ts';
import type { AdaptiveLimit, AdaptiveSample } from './policies/adaptive-limit.ts';
import { AdaptiveThrottle } from './policies/adaptive-throttle.ts';
import { Bulkhead } from './policies/bulkhead.ts';
import { type Admission, CircuitBreaker } from './policies/circuit-breaker.ts';
import { Gate } from './policies/gate.ts';
import { RemainingLimiter, type RemainingPermit } from './policies/remaining-limiter.ts';
import { RollingRatioBreaker } from './policies/rolling-ratio-breaker.ts';
import type { ClientSettings } from './providers/settings.ts';

export interface TurnstileOptions {
  settings: ClientSettings;
  clock: Clock;
  random: Random;
  emit: EventSink;
  maxQueued: number;
  /** Finds the ceiling, in place of the settings' own. */
  adaptiveLimit: AdaptiveLimit | undefined;
}

/** Who stands in line. */
export interface Comer {
  scope: CallScope;
  /** Whether this one may stand in line however many do already. */
  mayAlwaysQueue: boolean;
  /** For a slot: the higher goes first. */
  priority: number;
  /** Runs a wait, and reports it. */
  wait: (cause: WaitCause, wait: () => Promise<void>) => Promise<void>;
}

/** What an attempt holds while it is on its way. */
export interface Holding {
  admission: Admission;
  permit: RemainingPermit | undefined;
  sample: AdaptiveSample | undefined;
  /** What must be over before slot and permit go on: its transport, and its judgement, which may lower the ceiling. */
  open: number;
}

/** Limits from now on; what is left out stays. */
export interface LimitChange {
  ceiling?: number;
  window?: { limit: number };
}

/** As good as none; and the bulkhead's own line, since all lines are bounded together. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/**
 * What an attempt must pass before it may leave: breaker, gate, rate permit and
 * bulkhead slot, in this order. The breaker is peeked at first, so that nobody
 * waits for a refusal, and asked again at the end.
 */
export class Turnstile {
  readonly #provider: string;
  readonly #emit: EventSink;
  readonly #gate: Gate;
  readonly #limiter: RemainingLimiter | undefined;
  readonly #bulkhead: Bulkhead;
  readonly #adaptiveLimit: AdaptiveLimit | undefined;
  readonly #throttle: AdaptiveThrottle | undefined;
  readonly #breaker: CircuitBreaker;
  readonly #maxQueued: number;
  /** Calls that stand in one of the lines. */
  readonly #queued = new Set<CallScope>();
  readonly #whenIdle = new Set<() => void>();
  #disposed = false;

  constructor({ settings, clock, random, emit, maxQueued, adaptiveLimit }: TurnstileOptions) {
    const { provider, window, ceiling, breaker, throttle } = settings;
    this.#provider = provider;
    this.#emit = emit;
    this.#maxQueued = maxQueued;
    this.#adaptiveLimit = adaptiveLimit;
    this.#limiter = window ? new RemainingLimiter(window.limit) : undefined;
    this.#gate = new Gate(clock, () => this.#limiter?.reset());
    const limit = adaptiveLimit?.limit ?? ceiling ?? UNBOUNDED;
    this.#bulkhead = new Bulkhead({ limit, maxQueued: UNBOUNDED, clock });
    this.#throttle = throttle === null ? undefined : new AdaptiveThrottle({ ...throttle, clock, random });
    this.#breaker = new CircuitBreaker({
      breaker: new RollingRatioBreaker(breaker, clock),
      openMs: breaker.openMs,
      probes: breaker.probes,
      clock,
      onChange: (from, to) => emit({ provider, type: 'breaker-changed', upstream: 'default', from, to }),
    });
  }

  /** Attempts that may be in flight at once; null where nothing limits them. */
  get ceiling(): number | null {
    return this.#bulkhead.limit === UNBOUNDED ? null : this.#bulkhead.limit;
  }

  /** Whether one more would find fewer waiting before it than are let through at once. */
  get hasRoom(): boolean {
    return this.#queued.size < this.#bulkhead.limit;
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
      if (this.#bulkhead.tryAcquire()) return undefined;
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
      if (!bulkhead.tryAcquire()) await this.#queue(comer, 'bulkhead', () => bulkhead.acquire(scope, comer.priority));
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
   * @throws EvenkeelError as {@link line} does, or by the adaptive throttle
   */
  admit(scope: CallScope): Holding | undefined {
    try {
      if (scope.ended !== undefined) throw scope.ended;
      if (!this.#gate.closed && (this.#limiter === undefined || this.#limiter.mayStillSend)) {
        this.#breaker.peek();
        this.#throttle?.admit();
        return {
          admission: this.#breaker.admit(),
          permit: this.#limiter?.send(),
          sample: this.#adaptiveLimit?.start(this.#bulkhead.inFlight),
          open: 2,
        };
      }
    } catch (error) {
      this.release();
      throw error;
    }
    this.release();
    return undefined;
  }

  /** Tells the policies how an attempt went. */
  settle(holding: Holding, judged: Judgement<unknown>): void {
    const { admission, sample } = holding;
    this.#breaker.settle(admission, judged.verdict);
    this.#throttle?.settle(judged.throttleVerdict);
    if (this.#adaptiveLimit !== undefined && sample !== undefined) {
      this.#adaptiveLimit.settle(sample, judged.limitVerdict);
      this.#setCeiling(this.#adaptiveLimit.limit);
    }
    this.#end(holding);
  }

  /** The transport is done with the attempt, which may be before or after its judgement. */
  transportDone(holding: Holding): void {
    this.#end(holding);
  }

  #end(holding: Holding): void {
    holding.open -= 1;
    if (holding.open === 0) this.release(holding);
  }

  /** Takes in what a response says is left. Must come before its permit's {@link release}. */
  observe({ permit }: Holding, remaining: number): void {
    if (permit) this.#limiter?.observe(permit, remaining);
  }

  /** Lets nobody through for `forMs`, as the server told; false where a longer pause holds already. */
  closeGate(forMs: number): boolean {
    // A late answer concerns nobody.
    if (this.#disposed) return false;
    const longer = this.#gate.close(forMs);
    // Also those who wait for something else would not be sent before the pause is over.
    for (const scope of this.#queued) {
      const refusal = this.#gate.refusal(scope);
      if (refusal !== undefined) scope.refuse(refusal);
    }
    return longer;
  }

  /** Lets nobody through until {@link resume}. Resolves when what is in flight has ended, or it is resumed before. */
  async pause(): Promise<void> {
    if (this.#disposed) return;
    if (!this.#gate.paused) {
      this.#gate.pause();
      this.#emit({ provider: this.#provider, type: 'client-paused' });
    }
    if (this.#bulkhead.inFlight > 0) await new Promise<void>((resolve) => this.#whenIdle.add(resolve));
  }

  resume(): void {
    if (!this.#gate.paused) return;
    this.#emit({ provider: this.#provider, type: 'client-resumed' });
    this.#gate.resume();
    this.#tellIdle();
  }

  setLimits({ ceiling, window }: LimitChange): void {
    if (this.#disposed) return;
    if (window !== undefined && this.#limiter !== undefined) {
      this.#limiter.setLimit(window.limit);
      this.#tellLimits({ from: this.ceiling, to: this.ceiling }, [{ resource: 'requests', limit: window.limit }]);
    }
    if (ceiling !== undefined) this.#setCeiling(ceiling);
  }

  /** Gives slot and permit back. */
  release(holding?: Holding): void {
    this.#bulkhead.release();
    this.#limiter?.release(holding?.permit);
    if (this.#bulkhead.inFlight === 0) this.#tellIdle();
  }

  /** Forgets the pauses: for a client that is being closed. */
  dispose(): void {
    this.#disposed = true;
    this.#gate.dispose();
    this.#tellIdle();
  }

  #setCeiling(to: number): void {
    const from = this.ceiling;
    if (from === to) return;
    this.#bulkhead.setLimit(to);
    this.#tellLimits({ from, to });
  }

  #tellLimits(ceiling: { from: number | null; to: number | null }, limits: readonly ResourceLimit[] = []): void {
    this.#emit({ provider: this.#provider, type: 'limits-changed', ceiling, limits });
  }

  #tellIdle(): void {
    for (const tell of this.#whenIdle) tell();
    this.#whenIdle.clear();
  }

  /** @throws EvenkeelError `EVK_BULKHEAD_FULL` at once if too many wait */
  async #queue(comer: Comer, cause: WaitCause, wait: () => Promise<void>): Promise<void> {
    if (!comer.mayAlwaysQueue && this.#queued.size >= this.#maxQueued) {
      throw new EvenkeelError('EVK_BULKHEAD_FULL', `${this.#queued.size} calls wait already.`);
    }
    // Whoever has stood in line before goes on.
    comer.mayAlwaysQueue = true;
    this.#queued.add(comer.scope);
    try {
      await comer.wait(cause, wait);
    } finally {
      this.#queued.delete(comer.scope);
    }
  }
}
