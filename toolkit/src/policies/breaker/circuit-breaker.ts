import { CircuitState } from 'cockatiel';
import { EvenkeelError, OptionError, requireInteger } from '../../errors/errors.ts';
import { tell } from '../../errors/tell.ts';
import type { Clock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { type Outcome, outcomeOf } from '../outcome.ts';
import { StandalonePolicy } from '../standalone.ts';
import type { BreakerRule } from './breaker-rule.ts';
import { type CircuitStateName, circuitStateNames, readStoredCircuit, type StoredCircuit } from './circuit-state.ts';
import type { RollingRatio } from './rolling-window.ts';

export type { CircuitStateName };

/** When a circuit breaker opens and how it recovers. */
export interface BreakerSettings extends RollingRatio {
  openMs: number;
  /** Attempts let through while half-open; each must succeed. */
  probes: number;
  /** The classes of result that count as failures; any other class shows that the upstream works. */
  counts: readonly ('throttled' | 'overloaded' | 'transient' | 'relayed' | 'permanent')[];
}

export interface CircuitBreakerOptions {
  /** The rule that says when to open: one of ours, or any of cockatiel's breakers. */
  breaker: BreakerRule;
  openMs: number;
  /** Default 1. */
  probes?: number;
  clock?: Clock;
  /**
   * Which errors count as failures; any other counts as a success, as with cockatiel's `handleWhen`. If this throws,
   * the error counts as a failure. It is not asked about cancelled calls and refusals by a policy inside, which never
   * count. Default: all errors. Only `execute` asks it; a caller of `settle` decides itself.
   */
  handle?: (error: unknown) => boolean;
  /** What the `toJSON` of an earlier breaker returned; `onChange` is not called for it. Default: closed. */
  initialState?: StoredCircuit;
  /** What it throws is ignored. */
  onChange?: (from: CircuitStateName, to: CircuitStateName) => void;
}

/** An attempt that the breaker let through; its outcome counts only in the state it started in. */
export interface BreakerPermit {
  readonly generation: number;
  readonly startedAtMs: number;
}

/** What keeps a circuit isolated. */
export interface Isolation {
  /** Closes the circuit if no other isolation holds it. May be called again. */
  dispose(): void;
}

/**
 * Stops attempts while most of them fail. While half-open, it lets `probes`
 * attempts through and refuses the others at once; all probes must succeed to
 * close it. A result that arrives after the state has changed decides nothing.
 */
export class CircuitBreaker extends StandalonePolicy {
  readonly #options: CircuitBreakerOptions;
  readonly #probes: number;
  #state: CircuitState = CircuitState.Closed;
  #generation = 0;
  #openUntilMs = 0;
  #probesStarted = 0;
  #probesSucceeded = 0;
  readonly #isolations = new Set<Isolation>();

  /**
   * @throws OptionError if `openMs` or `probes` is not a whole number of at least 1, or `initialState` is not what a
   * `toJSON` returned
   */
  constructor(options: CircuitBreakerOptions) {
    super(options.clock);
    this.#options = options;
    requireInteger('openMs', options.openMs, 1);
    this.#probes = requireInteger('probes', options.probes ?? 1, 1);
    if (options.initialState !== undefined) this.#restore(options.initialState);
  }

  get state(): CircuitState {
    return this.#state;
  }

  /**
   * Refuses as {@link admit} would, but reserves nothing.
   *
   * @throws EvenkeelError `EVK_CIRCUIT_OPEN`, or `EVK_CIRCUIT_ISOLATED`, if an attempt would be refused now
   * @internal
   */
  peek(): void {
    if (this.#state === CircuitState.Closed) return;
    if (this.#state === CircuitState.Isolated) {
      throw new EvenkeelError('EVK_CIRCUIT_ISOLATED', 'The circuit breaker was isolated by hand.');
    }
    const leftMs = Math.ceil(Math.max(0, this.#openUntilMs - this.clock.now()));
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

  /** @internal While half-open, takes a probe. The caller owes a {@link settle} for what is admitted. */
  admit(): BreakerPermit {
    this.#options.breaker.asked?.();
    this.peek();
    if (this.#state === CircuitState.Open) this.#change(CircuitState.HalfOpen);
    if (this.#state === CircuitState.HalfOpen) this.#probesStarted += 1;
    return { generation: this.#generation, startedAtMs: this.clock.now() };
  }

  /** @internal */
  settle(admission: BreakerPermit, outcome: Outcome): void {
    if (/* seam: late-result */ admission.generation !== this.#generation) return;
    if (outcome === 'ignored') {
      if (this.#state === CircuitState.HalfOpen) /* seam: probe-given-back */ this.#probesStarted -= 1;
      return;
    }
    if (outcome === 'success') this.#succeeded(this.clock.now() - admission.startedAtMs);
    else if (this.#options.breaker.failure(this.#state) || this.#state === CircuitState.HalfOpen) this.#open();
  }

  /**
   * Refuses everything, until the returned isolation is disposed of or {@link close} is called. Several isolations may
   * hold at once: then disposing of the last one closes the circuit.
   */
  isolate(): Isolation {
    const isolation: Isolation = {
      dispose: () => {
        if (this.#isolations.delete(isolation) && /* seam: last-isolation */ this.#isolations.size === 0) this.close();
      },
    };
    this.#isolations.add(isolation);
    if (this.#state !== CircuitState.Isolated) this.#change(CircuitState.Isolated);
    return isolation;
  }

  /** Closes the circuit by hand, whatever its state is, and ends all isolations; its rule starts afresh. */
  close(): void {
    this.#isolations.clear();
    if (this.#state === CircuitState.Closed) return;
    // To cockatiel's breakers this means that the circuit has recovered.
    /* seam: breaker-starts-afresh */ this.#options.breaker.success(CircuitState.HalfOpen);
    this.#change(CircuitState.Closed);
  }

  /**
   * The state, for `initialState`; it survives JSON if the rule's own state does, as with cockatiel's rules and ours.
   */
  toJSON(): StoredCircuit {
    const state =
      this.#state === CircuitState.HalfOpen ? /* seam: stored-half-open */ 'open' : circuitStateNames[this.#state];
    return {
      state: state as StoredCircuit['state'],
      openUntilMs: this.#state === CircuitState.Open ? /* seam: stored-open-until */ this.#openUntilMs : 0,
      breaker: this.#options.breaker.state,
    };
  }

  #restore(stored: StoredCircuit): void {
    const { state, openUntilMs } = readStoredCircuit('initialState', stored);
    const { breaker } = this.#options;
    // cockatiel's breakers accept any state, and after a wrong one never open.
    if (typeof stored.breaker !== typeof breaker.state) {
      throw new OptionError('initialState.breaker', 'give the state of a breaker of the same kind.', stored.breaker);
    }
    breaker.state = stored.breaker;
    this.#state = state;
    // Nobody holds this isolation, so nobody can dispose of it: only close() ends it.
    if (state === CircuitState.Isolated) this.#isolations.add({ dispose: () => {} });
    // A state that was stored under a longer openMs, or by a clock that is ahead, must not last longer than this
    // openMs.
    this.#openUntilMs = Math.min(openUntilMs, this.clock.now() + this.#options.openMs);
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
    this.#openUntilMs = this.clock.now() + /* seam: open-time */ this.#options.openMs;
    this.#change(CircuitState.Open);
  }

  #change(to: CircuitState): void {
    const from = this.#state;
    this.#state = to;
    this.#generation += 1;
    this.#probesStarted = 0;
    this.#probesSucceeded = 0;
    tell(this.#options.onChange, circuitStateNames[from], circuitStateNames[to]);
  }

  /** @internal */
  protected async guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T> {
    if (call.ended !== undefined) throw call.ended;
    const admission = this.admit();
    try {
      const value = await fn();
      this.settle(admission, 'success');
      return value;
    } catch (error) {
      this.settle(
        admission,
        call.ended === undefined ? outcomeOf(error, this.#options.handle) : /* seam: cancelled-execution */ 'ignored',
      );
      throw error;
    }
  }
}
