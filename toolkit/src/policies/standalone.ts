import { type Clock, systemClock } from '../time/clock.ts';
import { CallScope, type Waiting } from '../time/wait-scope.ts';
import { Listeners } from './listeners.ts';
import { requireClock } from './options.ts';
import type { PolicyContext, PolicyEvent, PolicyFailure, PolicySuccess } from './policy.ts';

/**
 * A policy that can be used by itself, or in cockatiel's `wrap()`. The pipeline
 * does not call `execute`: it needs the policies' parts in an order of its own.
 */
export abstract class StandalonePolicy<Context extends PolicyContext = PolicyContext> {
  /** Only a type: by it cockatiel's `wrap()` knows that a policy returns nothing else than the guarded function. */
  declare readonly _altReturn: never;
  /** @internal */
  protected readonly clock: Clock;
  readonly #success = new Listeners<PolicySuccess>();
  readonly #failure = new Listeners<PolicyFailure>();
  readonly onSuccess: PolicyEvent<PolicySuccess> = this.#success.event;
  readonly onFailure: PolicyEvent<PolicyFailure> = this.#failure.event;

  constructor(clock: Clock = systemClock) {
    requireClock(clock);
    this.clock = clock;
  }

  /** Runs `fn` under this policy. A listener that throws, or rejects, does not change what the caller gets. */
  async execute<T>(fn: (context: Context) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T> {
    const scope = new CallScope(this.clock, Number.POSITIVE_INFINITY, signal);
    const callers = signal ?? new AbortController().signal;
    const started = this.clock.now();
    try {
      const value = await this.guard(
        async (derived = callers, extra?) => fn({ ...extra, signal: derived } as Context),
        scope,
      );
      const duration = this.clock.now() - started;
      if (/* seam: success-is-told */ this.handles({ value }))
        this.#failure.emit({ duration, handled: true, reason: { value } });
      else this.#success.emit({ duration });
      return value;
    } catch (error) {
      const duration = this.clock.now() - started;
      /* seam: failure-is-told */ this.#failure.emit({ duration, handled: this.handles({ error }), reason: { error } });
      throw error;
    } finally {
      scope.dispose();
    }
  }

  /** @internal Whether the policy counts this end as a failure. */
  protected handles(end: PolicyFailure['reason']): boolean {
    return 'error' in end;
  }

  /**
   * Runs `fn` under the policy. `fn` gets the caller's signal, or another one that it is called with, and the rest of
   * the policy's context.
   *
   * @internal
   */
  protected abstract guard<T>(
    fn: (signal?: AbortSignal, extra?: Omit<Context, 'signal'>) => Promise<T>,
    call: Waiting,
  ): Promise<T>;
}
