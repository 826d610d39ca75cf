import { OptionError } from '../../errors/errors.ts';
import type { Clock } from '../../time/clock.ts';
import type { Waiting } from '../../time/wait-scope.ts';
import { requireMethods, requireOptions } from '../options.ts';
import { type Outcome, outcomeOf } from '../outcome.ts';
import { StandalonePolicy } from '../standalone.ts';
import type { BreakerRule } from './breaker-rule.ts';
import type { BreakerPermit } from './circuit-core.ts';
import {
  CircuitState,
  type CircuitStateName,
  circuitStateNames,
  readStoredCircuit,
  type StoredCircuit,
} from './circuit-state.ts';
import { IsolatableCircuit } from './isolatable-circuit.ts';
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
   * count. Default: all errors but those by which an upstream answers that works (`EVK_THROTTLED`, `EVK_QUOTA_EXHAUSTED`,
   * `EVK_UPSTREAM_REFUSED`). Only `execute` asks it; a caller of `settle` decides itself.
   */
  handle?: (error: unknown) => boolean;
  /** What the `toJSON` of an earlier breaker returned; `onChange` is not called for it. Default: closed. */
  initialState?: StoredCircuit;
  /** What it throws is ignored. */
  onChange?: (from: CircuitStateName, to: CircuitStateName) => void;
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
  readonly #core: IsolatableCircuit;
  readonly #isolations = new Set<Isolation>();

  /**
   * @throws OptionError if an option is not as it says, or is unknown, or `initialState` is not what a `toJSON`
   * returned
   */
  constructor(options: CircuitBreakerOptions) {
    requireOptions(options, {
      breaker: '',
      openMs: '',
      probes: '',
      handle: 'function',
      initialState: '',
      onChange: 'function',
      clock: '',
    });
    const what = 'a rule that says when to open, with success() and failure()';
    requireMethods('breaker', options.breaker, what, 'success', 'failure');
    super(options.clock);
    this.#options = options;
    this.#core = new IsolatableCircuit({ ...options, clock: this.clock });
    if (options.initialState !== undefined) this.#restore(options.initialState);
  }

  get state(): CircuitState {
    return this.#core.state;
  }

  /** @internal See CircuitCore. */
  peek(): void {
    this.#core.peek();
  }

  /** @internal See CircuitCore. */
  admit(): BreakerPermit {
    return this.#core.admit();
  }

  /** @internal See CircuitCore. */
  settle(permit: BreakerPermit, outcome: Outcome): void {
    this.#core.settle(permit, outcome);
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
    if (this.state !== CircuitState.Isolated) this.#core.change(CircuitState.Isolated);
    return isolation;
  }

  /** Closes the circuit by hand, whatever its state is, and ends all isolations; its rule starts afresh. */
  close(): void {
    this.#isolations.clear();
    this.#core.close();
  }

  /**
   * The state, for `initialState`; it survives JSON if the rule's own state does, as with cockatiel's rules and ours.
   */
  toJSON(): StoredCircuit {
    const { state, openUntilMs } = this.#core;
    const name = state === CircuitState.HalfOpen ? /* seam: stored-half-open */ 'open' : circuitStateNames[state];
    return {
      state: name as StoredCircuit['state'],
      openUntilMs: state === CircuitState.Open ? /* seam: stored-open-until */ openUntilMs : 0,
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
    // Nobody holds this isolation, so nobody can dispose of it: only close() ends it.
    if (state === CircuitState.Isolated) this.#isolations.add({ dispose: () => {} });
    // A state that was stored under a longer openMs, or by a clock that is ahead, must not last longer than this
    // openMs.
    this.#core.begin(state, Math.min(openUntilMs, this.clock.now() + this.#options.openMs));
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
