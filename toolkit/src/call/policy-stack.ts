import { OptionError } from '../errors/errors.ts';
import { combineSinks, type EventSink } from '../events.ts';
import { refuseOption, requireClock, requireMethods, requireOptions } from '../policies/options.ts';
import type { RetryContext } from '../policies/retry/retry-policy.ts';
import { StandalonePolicy } from '../policies/standalone.ts';
import { type Clock, type Random, systemClock, systemRandom } from '../time/clock.ts';
import { randomId } from '../time/ids.ts';
import type { StackedPolicy } from './policy-layer.ts';
import { StackedCalls } from './stacked-calls.ts';

export interface PolicyStackOptions {
  /** What is called: the label `provider` of metrics. */
  provider: string;
  /** What it is called for: the label `operation`. Give few names, and no ids. Default `call`. */
  operation?: string;
  /** From the outside in, ours and cockatiel's; at least one. */
  policies: readonly StackedPolicy[];
  /** Told everything that the policies do, such as `createMetrics()`. What a sink throws does not reach a call. */
  onEvent?: EventSink | readonly EventSink[];
  /** The stack's own clock: give it the one that its policies have. */
  clock?: Clock;
  /** Makes the ids of calls in events. */
  random?: Random;
}

/** The policies of a stack, for calls of one operation. */
export class StackOfOperation extends StandalonePolicy<RetryContext> {
  readonly #calls: StackedCalls;
  readonly #operation: string;

  /** @internal */
  constructor(calls: StackedCalls, operation: string, clock: Clock | undefined) {
    super(clock);
    this.#calls = calls;
    this.#operation = requireName('operation', operation);
  }

  override execute<T>(fn: (context: RetryContext) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T> {
    return super.execute((context) => this.#calls.run(this.#operation, fn, context.signal), signal);
  }

  /** @internal */
  protected guard<T>(fn: () => Promise<T>): Promise<T> {
    return fn();
  }
}

/**
 * Puts policies together, as cockatiel's `wrap()` does, and reports what they do by the events of a client: calls,
 * attempts, waits, repeats, refusals, circuits and the ceiling. Make one for each API, and not one for each call. It
 * looks at its policies when calls come and go, so that what is changed by hand is told by the next call. What a policy
 * shows to nobody is not told: what is left of a retry budget, and that it has given up.
 */
export class PolicyStack extends StackOfOperation {
  readonly #calls: StackedCalls;

  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: PolicyStackOptions) {
    const calls = stackedCalls(options);
    super(calls, options.operation ?? 'call', options.clock);
    this.#calls = calls;
  }

  /**
   * The same policies, for calls of another operation.
   *
   * @throws OptionError if `operation` is no name
   */
  withOperation(operation: string): StackOfOperation {
    return new StackOfOperation(this.#calls, operation, this.clock);
  }
}

function stackedCalls(options: PolicyStackOptions): StackedCalls {
  requireOptions(options, { provider: '', operation: '', policies: '', onEvent: '', clock: '', random: 'function' });
  const { operation = 'call', policies, onEvent = [], clock = systemClock, random = systemRandom } = options;
  const provider = requireName('provider', options.provider);
  // Before anything is told.
  requireName('operation', operation);
  requireClock(clock);
  if (!Array.isArray(policies) || policies.length === 0) {
    throw new OptionError('policies', 'give a list of policies, at least one.', policies);
  }
  for (const [at, each] of policies.entries()) {
    requireMethods(`policies[${at}]`, each, 'a policy, with execute()', 'execute');
  }
  const sinks = [onEvent].flat();
  for (const each of sinks) if (typeof each !== 'function') refuseOption('onEvent', 'a function, or several', each);
  return new StackedCalls({ provider, policies, emit: combineSinks(sinks), clock, name: randomId(random) });
}

function requireName(option: string, name: unknown): string {
  if (typeof name !== 'string' || name === '') throw new OptionError(option, 'give a name.', name);
  return name;
}
