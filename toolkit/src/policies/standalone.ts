import {
  type Event,
  EventEmitter,
  type IDefaultPolicyContext,
  type IFailureEvent,
  type IPolicy,
  type ISuccessEvent,
} from 'cockatiel';
import { CallScope, type Waiting } from '../call-scope.ts';
import { type Clock, systemClock } from '../clock.ts';

/**
 * A policy of ours used by itself, or in cockatiel's `wrap()`. The pipeline
 * does not come this way: it needs the policies' parts in an order of its own.
 */
export abstract class StandalonePolicy implements IPolicy {
  declare readonly _altReturn: never;
  protected readonly clock: Clock;
  readonly #success = new EventEmitter<ISuccessEvent>();
  readonly #failure = new EventEmitter<IFailureEvent>();
  readonly onSuccess: Event<ISuccessEvent> = this.#success.addListener;
  readonly onFailure: Event<IFailureEvent> = this.#failure.addListener;

  constructor(clock: Clock = systemClock) {
    this.clock = clock;
  }

  /** Runs `fn` under this policy. A listener that throws does not change what the caller gets. */
  async execute<T>(fn: (context: IDefaultPolicyContext) => PromiseLike<T> | T, signal?: AbortSignal): Promise<T> {
    const scope = new CallScope(this.clock, Number.POSITIVE_INFINITY, signal);
    const context = { signal: signal ?? new AbortController().signal };
    const started = this.clock.now();
    try {
      const value = await this.guard(async () => fn(context), scope);
      emit(this.#success, { duration: this.clock.now() - started });
      return value;
    } catch (error) {
      emit(this.#failure, { duration: this.clock.now() - started, handled: true, reason: { error } });
      throw error;
    } finally {
      scope.dispose();
    }
  }

  protected abstract guard<T>(fn: () => Promise<T>, call: Waiting): Promise<T>;
}

function emit<T>(emitter: EventEmitter<T>, event: T): void {
  try {
    emitter.emit(event);
  } catch {
    // With cockatiel's own policies this would count as the call's failure, and be retried.
  }
}
