import type {
  BreakerPart,
  BreakerSetup,
  BulkheadPart,
  BulkheadSetup,
  Client,
  ClientSetup,
  Contestant,
  Listeners,
  Part,
  RetrySetup,
} from './contestant.ts';
import { type Script, Upstream } from './upstream.ts';

/** The contestant lacks a part that the case needs, so the case does not apply to it. */
export class NotApplicable extends Error {}

/** An expectation of a case does not hold. */
export class Broken extends Error {}

/** What a case works with: a contestant's parts and scripted upstreams. All of them end with the case. */
export class Check {
  readonly #contestant: Contestant;
  readonly #endings: (() => Promise<unknown> | unknown)[] = [];
  #ended = false;

  constructor(contestant: Contestant) {
    this.#contestant = contestant;
  }

  async upstream(script: Script): Promise<Upstream> {
    const upstream = await Upstream.start(script);
    // A case that was given up may still go on.
    if (this.#ended) await upstream.stop();
    this.#endings.push(() => upstream.stop());
    return upstream;
  }

  client(upstream: Upstream, setup: ClientSetup): Client {
    const client = this.#applicable(this.#contestant.client(upstream.url, setup));
    this.#endings.unshift(() => client.close());
    return client;
  }

  retry(setup: RetrySetup, listeners?: Listeners, timers?: { unref: true }): Part {
    return this.#applicable(this.#contestant.retry?.(setup, listeners, timers));
  }

  timeout(timeoutMs: number, listeners?: Listeners): Part {
    return this.#applicable(this.#contestant.timeout?.(timeoutMs, listeners));
  }

  breaker(setup: BreakerSetup, listeners?: Listeners): BreakerPart {
    return this.#applicable(this.#contestant.breaker?.(setup, listeners));
  }

  bulkhead(setup: BulkheadSetup, listeners?: Listeners): BulkheadPart {
    return this.#applicable(this.#contestant.bulkhead?.(setup, listeners));
  }

  /** Returns a part that only some contestants have. */
  requires<T>(part: T | undefined): T {
    return this.#applicable(part);
  }

  that(holds: boolean, otherwise: string): void {
    if (!holds) throw new Broken(otherwise);
  }

  equal(what: string, actual: unknown, expected: unknown): void {
    const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (got !== wanted) throw new Broken(`${what}: ${got}, expected ${wanted}`);
  }

  /** Both ends are included. For times the upper one should be generous, since the machine may be busy. */
  between(what: string, actual: number, from: number, to: number): void {
    if (!(actual >= from && actual <= to)) {
      throw new Broken(`${what}: ${round(actual)}, expected ${round(from)} to ${round(to)}`);
    }
  }

  /** Stops all upstreams and clients. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.allSettled(this.#endings.map((end) => end()));
  }

  #applicable<T>(part: T | undefined): T {
    if (part === undefined) throw new NotApplicable();
    return part;
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
