import { EvenkeelError, requireInteger } from '../../errors/errors.ts';
import { tell } from '../../errors/tell.ts';
import type { Clock } from '../../time/clock.ts';
import type { Outcome } from '../outcome.ts';
import type { BreakerRule } from './breaker-rule.ts';
import { CircuitState, type CircuitStateName, circuitStateNames } from './circuit-state.ts';

/** A rule whose state nobody stores. */
export type CircuitRule = Omit<BreakerRule, 'state'>;

export interface CircuitCoreOptions {
  breaker: CircuitRule;
  openMs: number;
  /** Default 1. */
  probes?: number | undefined;
  clock: Clock;
  /** What it throws is ignored. */
  onChange?: ((from: CircuitStateName, to: CircuitStateName) => void) | undefined;
}

/** An attempt that the breaker let through; its outcome counts only in the state it started in. */
export interface BreakerPermit {
  readonly generation: number;
  readonly startedAtMs: number;
}

/**
 * Lets attempts through, or refuses them, and hears how they ended. The pipeline and the policy that works alone both
 * use it; see CircuitBreaker.
 */
export class CircuitCore {
  readonly #options: CircuitCoreOptions;
  readonly #probes: number;
  #state: CircuitState = CircuitState.Closed;
  #generation = 0;
  #openUntilMs = 0;
  #probesStarted = 0;
  #probesSucceeded = 0;

  /** @throws OptionError if `openMs` or `probes` is not a whole number of at least 1 */
  constructor(options: CircuitCoreOptions) {
    this.#options = options;
    requireInteger('openMs', options.openMs, 1);
    this.#probes = requireInteger('probes', options.probes ?? 1, 1);
  }

  get state(): CircuitState {
    return this.#state;
  }

  get openUntilMs(): number {
    return this.#openUntilMs;
  }

  /** Begins in this state, of which `onChange` is not told. */
  begin(state: CircuitState, openUntilMs: number): void {
    this.#state = state;
    this.#openUntilMs = openUntilMs;
  }

  /**
   * Refuses as {@link admit} would, but reserves nothing.
   *
   * @throws EvenkeelError `EVK_CIRCUIT_OPEN` if an attempt would be refused now
   */
  peek(): void {
    if (this.#state === CircuitState.Closed) return;
    const leftMs = Math.ceil(Math.max(0, this.#openUntilMs - this.#options.clock.now()));
    if (this.#state === CircuitState.Open && leftMs === 0) return;
    if (this.#state === CircuitState.HalfOpen && this.#probesStarted < /* seam: probes-at-once */ this.#probes) return;
    const what =
      this.#state === CircuitState.Open
        ? `The circuit breaker is open for ${leftMs} ms more.`
        : 'The circuit breaker is half-open and its probes are under way.';
    // How long the probes take is not known, so then there is no retryAfterMs.
    throw new EvenkeelError(
      'EVK_CIRCUIT_OPEN',
      what,
      /* seam: open-says-when */ leftMs > 0 ? { retryAfterMs: leftMs } : {},
    );
  }

  /** While half-open, takes a probe. The caller owes a {@link settle} for what is admitted. */
  admit(): BreakerPermit {
    this.#options.breaker.asked?.();
    this.peek();
    if (this.#state === CircuitState.Open) this.change(CircuitState.HalfOpen);
    if (this.#state === CircuitState.HalfOpen) this.#probesStarted += 1;
    return { generation: this.#generation, startedAtMs: this.#options.clock.now() };
  }

  settle(admission: BreakerPermit, outcome: Outcome): void {
    if (/* seam: late-result */ admission.generation !== this.#generation) return;
    if (outcome === 'ignored') {
      if (this.#state === CircuitState.HalfOpen) /* seam: probe-given-back */ this.#probesStarted -= 1;
      return;
    }
    if (outcome === 'success') this.#succeeded(this.#options.clock.now() - admission.startedAtMs);
    else if (this.#options.breaker.failure(this.#state) || this.#state === CircuitState.HalfOpen) this.#open();
  }

  /** Closes the circuit, whatever its state is; its rule starts afresh. */
  close(): void {
    if (this.#state === CircuitState.Closed) return;
    // To cockatiel's breakers this means that the circuit has recovered.
    /* seam: breaker-starts-afresh */ this.#options.breaker.success(CircuitState.HalfOpen);
    this.change(CircuitState.Closed);
  }

  change(to: CircuitState): void {
    const from = this.#state;
    this.#state = to;
    this.#generation += 1;
    this.#probesStarted = 0;
    this.#probesSucceeded = 0;
    tell(this.#options.onChange, circuitStateNames[from], circuitStateNames[to]);
  }

  #succeeded(durationMs: number): void {
    const { breaker } = this.#options;
    const halfOpen = this.#state === CircuitState.HalfOpen;
    if (breaker.succeeded?.(this.#state, durationMs)) {
      this.#open();
    } else if (halfOpen) {
      this.#probesSucceeded += 1;
      if (/* seam: probes-succeeded */ this.#probesSucceeded === this.#probes) this.close();
    } else if (breaker.succeeded === undefined) {
      breaker.success(this.#state);
    }
  }

  #open(): void {
    this.#openUntilMs = this.#options.clock.now() + /* seam: open-time */ this.#options.openMs;
    this.change(CircuitState.Open);
  }
}
