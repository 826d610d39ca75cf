import type { WaitCause } from '../events.ts';
import { type CircuitState, type CircuitStateName, circuitStateNames } from '../policies/breaker/circuit-state.ts';
import type { PolicyContext } from '../policies/policy.ts';

/** What a stack needs of a policy: all of ours have it, and cockatiel's. */
export interface StackedPolicy {
  execute<T>(fn: (context: PolicyContext) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T>;
}

/** What some policies show of themselves. */
interface Shown {
  /** Of a gate. */
  waiting?: number;
  closed?: boolean;
  /** Of a bulkhead, and of a rate limiter. */
  queued?: number;
  /** Of a bulkhead. */
  inFlight?: number;
  limit?: number;
  /** Of a circuit breaker, ours or cockatiel's. */
  state?: CircuitState;
}

/**
 * One policy of a stack, and what it shows. Which policy it is, is seen by that and not by its class, so that a stack
 * carries no policy that its app does not use.
 */
export class PolicyLayer {
  readonly policy: StackedPolicy;
  /** What its line is for; undefined where calls do not wait in a line that it shows. */
  readonly cause: WaitCause | undefined;

  constructor(policy: StackedPolicy) {
    this.policy = policy;
    this.cause = causeOf(policy as Shown);
  }

  /** How many calls wait in its line. */
  get waiting(): number {
    const { waiting, queued } = this.policy as Shown;
    return waiting ?? queued ?? 0;
  }

  get limit(): number | undefined {
    return this.cause === 'concurrency' ? (this.policy as Shown).limit : undefined;
  }

  get closed(): boolean {
    return this.cause === 'gate' && (this.policy as Shown).closed === true;
  }

  get circuit(): CircuitStateName | undefined {
    return circuitStateNames[(this.policy as Shown).state as CircuitState];
  }
}

function causeOf({ waiting, queued, inFlight }: Shown): WaitCause | undefined {
  if (waiting !== undefined) return 'gate';
  if (queued === undefined) return undefined;
  return inFlight === undefined ? 'rate' : 'concurrency';
}
