import { backoffDelayMs, type Clock } from '@evenkeel/toolkit';
import CircuitBreaker from 'opossum';
import { uniforms } from '../draw.ts';
import type { BackendSettings } from '../settings.ts';
import type { Subject } from '../subject.ts';

export type UpstreamState = 'closed' | 'open' | 'half-open';

/** One request to an upstream. */
export interface UpstreamCall {
  subject: Subject;
  /** How long the upstream takes, in milliseconds. */
  serviceMs: number;
  fails: boolean;
}

export interface UpstreamEvents {
  onStateChange(network: string, state: UpstreamState): void;
  onRetry(network: string, retry: number, delayMs: number): void;
}

/** An upstream gave no answer; `message` says why, to the API's caller. */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure';
  /** When it failed or, where the breaker is open, when that opened; epoch milliseconds. */
  readonly atMs: number;

  constructor(message: string, atMs: number) {
    super(message);
    this.atMs = atMs;
  }
}

/**
 * An upstream behind an API, as the API's router calls it: through opossum's
 * circuit breaker, with retries around it. Calls to an open breaker are not
 * retried; they fail with the time at which it opened.
 */
export class Upstream {
  readonly network: string;
  readonly #settings: BackendSettings;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #events: UpstreamEvents;
  readonly #breaker: CircuitBreaker<[UpstreamCall], void>;
  #openedAtMs = 0;

  constructor(network: string, settings: BackendSettings, { clock, seed, events }: UpstreamDeps) {
    this.network = network;
    this.#settings = settings;
    this.#clock = clock;
    this.#seed = seed;
    this.#events = events;
    const { timeoutMs, errorRatio, minimumCalls, window, resetMs } = settings.breaker;
    this.#breaker = new CircuitBreaker((call: UpstreamCall) => this.#serve(call), {
      name: network,
      timeout: timeoutMs,
      errorThresholdPercentage: errorRatio * 100,
      volumeThreshold: minimumCalls,
      rollingCountTimeout: window.sizeMs,
      rollingCountBuckets: window.buckets,
      resetTimeout: resetMs,
      // Sorting all latencies of the window at each failure would cost more than the calls.
      rollingPercentilesEnabled: false,
    });
    this.#breaker.on('open', () => {
      this.#openedAtMs = clock.now();
      events.onStateChange(network, 'open');
    });
    this.#breaker.on('halfOpen', () => events.onStateChange(network, 'half-open'));
    this.#breaker.on('close', () => events.onStateChange(network, 'closed'));
  }

  get state(): UpstreamState {
    if (this.#breaker.halfOpen) return 'half-open';
    return this.#breaker.opened ? 'open' : 'closed';
  }

  /** @throws UpstreamFailure when all tries have failed, or the breaker is open */
  async call(call: UpstreamCall): Promise<void> {
    const { max } = this.#settings.retries;
    for (let retry = 0; ; retry += 1) {
      try {
        await this.#breaker.fire(call);
        return;
      } catch (error) {
        // A breaker that this very failure opened is not retried either.
        if (isOpenBreaker(error) || this.#breaker.opened) throw this.#openFailure();
        if (retry >= max) throw this.#failure(retry + 1, error);
        const delayMs = this.#delayMs(call.subject, retry);
        this.#events.onRetry(this.network, retry + 1, delayMs);
        await this.#sleep(delayMs);
      }
    }
  }

  close(): void {
    this.#breaker.shutdown();
  }

  async #serve({ serviceMs, fails }: UpstreamCall): Promise<void> {
    await this.#sleep(serviceMs);
    if (fails) throw new Error(`${this.network}-rpc answered 502`);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.setTimeout(resolve, ms));
  }

  /** The wait before a retry, by the contract's backoff; the same seed gives each retry the same wait. */
  #delayMs({ key, callId, attempt }: Subject, retry: number): number {
    const { backoff } = this.#settings.retries;
    const [u] = uniforms([this.#seed, 'backend retry', this.network, key, callId, attempt, retry]);
    return backoffDelayMs(backoff, retry, () => u);
  }

  #openFailure(): UpstreamFailure {
    return new UpstreamFailure(
      `Upstream ${this.network}-rpc is unavailable: its circuit breaker is open. Try again later.`,
      this.#openedAtMs,
    );
  }

  #failure(tries: number, error: unknown): UpstreamFailure {
    const why = error instanceof Error ? error.message : String(error);
    const often = tries === 1 ? 'once' : `${tries} times`;
    return new UpstreamFailure(`Upstream ${this.network}-rpc failed ${often}: ${why}.`, this.#clock.now());
  }
}

interface UpstreamDeps {
  clock: Clock;
  seed: number;
  events: UpstreamEvents;
}

const isOpenBreaker = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 'EOPENBREAKER';
