import fc from 'fast-check';
import { expect } from 'vitest';
import { Bulkhead } from '../src/policies/bulkhead/bulkhead.ts';
import { FakeClock } from '../src/testing/index.ts';
import { CallScope } from '../src/time/wait-scope.ts';
import { property } from './runs.ts';

/** How often in a row the call that has waited longest may be passed over. */
const PATIENCE = 4;

interface Request {
  atMs: number;
  holdsMs: number;
  priority: number;
  abortAfterMs: number | undefined;
}

const ms = (max: number) => fc.integer({ min: 0, max });
const days = fc.record({
  limit: fc.integer({ min: 1, max: 3 }),
  requests: fc.array(
    fc.record<Request>({
      atMs: ms(100),
      holdsMs: ms(60),
      priority: fc.integer({ min: -1, max: 1 }),
      abortAfterMs: fc.option(ms(100), { nil: undefined, freq: 3 }),
    }),
    { minLength: 1, maxLength: 20 },
  ),
  changes: fc.array(fc.record({ atMs: ms(150), limit: fc.integer({ min: 1, max: 4 }) }), { maxLength: 3 }),
});

/** Watches which requests a bulkhead admits, and says what is wrong with that. */
class Usher {
  readonly faults: string[] = [];
  readonly waiting: Request[] = [];
  limit: number;
  #inFlight = 0;
  #longest: Request | undefined;
  #passedOver = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  admit(request: Request): void {
    const [longest] = this.waiting;
    const highest = Math.max(...this.waiting.map(({ priority }) => priority));
    if (longest !== this.#longest) [this.#longest, this.#passedOver] = [longest, 0];
    if (request !== longest) {
      this.#passedOver += 1;
      if (request !== this.waiting.find(({ priority }) => priority === highest)) this.faults.push('jumped the queue');
      if (this.#passedOver > PATIENCE) this.faults.push('passed over again');
    } else if (request.priority < highest && this.#passedOver < PATIENCE) this.faults.push('went before its betters');
    this.leave(request);
    this.#inFlight += 1;
    if (this.#inFlight > this.limit) this.faults.push(`${this.#inFlight} in flight of ${this.limit}`);
  }

  leave(request: Request): void {
    this.waiting.splice(this.waiting.indexOf(request), 1);
  }

  done(): void {
    this.#inFlight -= 1;
  }

  rest(): void {
    if (this.waiting.length > 0 && this.#inFlight < this.limit) this.faults.push('waited beside a free slot');
  }
}

property(
  'a bulkhead admits up to the limit of the moment, the highest first, and passes nobody over for long',
  days,
  async ({ limit, requests, changes }) => {
    const clock = new FakeClock();
    const bulkhead = new Bulkhead({ limit, clock });
    const usher = new Usher(limit);
    const sleep = (forMs: number): Promise<void> => new Promise((resolve) => clock.setTimeout(resolve, forMs));
    const come = async (request: Request): Promise<void> => {
      await sleep(request.atMs);
      const controller = new AbortController();
      if (request.abortAfterMs !== undefined) clock.setTimeout(() => controller.abort(), request.abortAfterMs);
      usher.waiting.push(request);
      try {
        await bulkhead.acquire(new CallScope(clock, Number.POSITIVE_INFINITY, controller.signal), request.priority);
      } catch {
        usher.leave(request);
        return;
      }
      usher.admit(request);
      await sleep(request.holdsMs);
      usher.done();
      bulkhead.release();
    };
    for (const change of changes) {
      clock.setTimeout(() => {
        usher.limit = change.limit;
        bulkhead.setLimit(change.limit);
      }, change.atMs);
    }
    for (const { atMs, holdsMs } of requests) clock.setTimeout(() => usher.rest(), atMs + holdsMs + 0.5);
    await clock.runUntil(Promise.all(requests.map(come)));
    expect(usher.faults).toEqual([]);
    expect([bulkhead.inFlight, bulkhead.queued]).toEqual([0, 0]);
  },
);
