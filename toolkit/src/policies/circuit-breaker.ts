import { CircuitState, type IBreaker, isBrokenCircuitError, isBulkheadRejectedError } from 'cockatiel';
import type { Waiting } from '../call-scope.ts';
import type { Clock } from '../clock.ts';
import { EvenkeelError, isEvenkeelError, requireInteger } from '../errors.ts';
import type { RollingRatio } from './rolling-ratio-breaker.ts';
import { StandalonePolicy } from './standalone.ts';

export type CircuitStateName = 'closed' | 'open' | 'half-open' | 'isolated';

const stateNames: Record<CircuitState, CircuitStateName> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'isolated',
};

/** When a circuit breaker opens and how it recovers. */
export interface BreakerSettings extends RollingRatio {
  openMs: number;
  /** Attempts let through while half-open; each must succeed. */
  probes: number;
  /** The classes of result that count as failures; any other shows an upstream that works. */
  counts: readonly ('throttled' | 'transient' | 'permanent')[];
}

export interface CircuitBreakerOptions {
  /** When to open: ours, or any of cockatiel's. */
  breaker: IBreaker;
  openMs: number;
  /** Default 1. */
  probes?: number;
  clock?: Clock;
  /** What it throws is ignored. */
  onChange?: (from: CircuitStateName, to: CircuitStateName) => void;
}

/** `ignored` is neither success nor failure: cancelled, or refused for another reason. */
export type AttemptVerdict = 'success' | 'failure' | 'ignored';

/** An attempt that the breaker let through; its verdict counts only in the state it started in. */
export interface Admission {
  readonly generation: number;
}

/**
 * Stops attempts while most of them fail. Half-open, it lets `probes` attempts
 * through and refuses the others at once; all probes must succeed to close it.
 * A result that arrives after the state has changed decides nothing.
 */
export class CircuitBreaker extends StandalonePolicy {
  readonly #options: CircuitBreakerOptions;
  readonly #probes: number;
  #state: CircuitState = CircuitState.Closed;
  #generation = 0;
  #openUntilMs = 0;
  #probesStarted = 0;
  #probesSucceeded = 0;

  /** @throws OptionError if `openMs` or `probes` is not a whole number of at least 1 */
  constructor(options: CircuitBreakerOptions) {
    super(options.clock);
    this.#options = options;
    requireInteger('openMs', options.openMs, 1);
    this.#probes = requireInteger('probes', options.probes ?? 1, 1);
  }

  get state(): CircuitState {
    return this.#state;
  }

  /**
   * Reserves nothing.
   *
   * @throws EvenkeelError `EVK_CIRCUIT_OPEN` if an attempt would be refused now
   */
  peek(): void {
    if (this.#state === CircuitState.Closed) return;
    const leftMs = Math.max(0, Math.ceil(this.#openUntilMs - this.clock.now()));
    if (this.#state === CircuitState.Open && leftMs === 0) return;
    if (this.#state === CircuitState.HalfOpen && this.#probesStarted < this.#probes) return;
    const what =
      this.#state === CircuitState.Open
        ? `The circuit breaker is open for ${leftMs} ms more.`
        : 'The circuit breaker is half-open and its probes are under way.';
    // How long the probes take is not known.
    throw new EvenkeelError('EVK_CIRCUIT_OPEN', what, leftMs > 0 ? { retryAfterMs: leftMs } : {});
  }

  /** Takes a probe if half-open. Whoever is admitted owes a {@link settle}. */
  admit(): Admission {
    this.peek();
    if (this.#state === CircuitState.Open) this.#change(CircuitState.HalfOpen);
    if (this.#state === CircuitState.HalfOpen) this.#probesStarted += 1;
    return { generation: this.#generation };
  }

  settle(admission: Admission, verdict: AttemptVerdict): void {
    if (admission.generation !== this.#generation) return;
    if (verdict === 'ignored') {
      if (this.#state === CircuitState.HalfOpen) this.#probesStarted -= 1;
      return;
    }
    if (verdict === 'success') this.#succeeded();
    else if (this.#options.breaker.failure(this.#state) || this.#state === CircuitState.HalfOpen) this.#open();
  }

  #succeeded(): void {
    if (this.#state === CircuitState.HalfOpen) {
      this.#probesSucceeded += 1;
      if (this.#probesSucceeded < this.#probes) return;
    }
    this.#options.breaker.success(this.#state);
    if (this.#state === CircuitState.HalfOpen) this.#change(CircuitState.Closed);
  }

  #open(): void {
    this.#openUntilMs = this.clock.now() + this.#options.openMs;
    this.#change(CircuitState.Open);
  }

  #change(to: CircuitState): void {
    const from = this.#state;
    this.#state = to;
    this.#generation += 1;
    this.#probesStarted = 0;
    this.#probesSucceeded = 0;
    try {
      this.#options.onChange?.(stateNames[from], stateNames[to]);
    } catch {
      // It would count as the attempt's failure, or hide how the attempt ended.
    }
  }

  protected async guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    if (call.ended !== undefined) throw call.ended;
    const admission = this.admit();
    try {
      const value = await fn();
      this.settle(admission, 'success');
      return value;
    } catch (error) {
      this.settle(admission, call.ended === undefined && !isLocal(error) ? 'failure' : 'ignored');
      throw error;
    }
  }
}

/** A refusal by another policy inside this one, ours or cockatiel's, says nothing of the upstream. */
function isLocal(error: unknown): boolean {
  if (isEvenkeelError(error)) return error.outcome !== 'error';
  return error instanceof Error && (isBrokenCircuitError(error) || isBulkheadRejectedError(error));
}
