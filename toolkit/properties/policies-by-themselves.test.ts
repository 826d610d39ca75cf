import type { IPolicy } from 'cockatiel';
import fc from 'fast-check';
import { expect } from 'vitest';
import { FakeClock } from '../src/testing/index.ts';
import { ATTEMPT_TIMEOUT_MS, DEADLINE_MS, POLICY_LIMIT, policies } from './lone-policies.ts';
import { property } from './runs.ts';

interface Call {
  atMs: number;
  takesMs: number;
  fails: boolean;
  heedsSignal: boolean;
  /** When the caller aborts: before the call, in the first steps of what it runs, or a while after it was made. */
  abort: 'never' | 'before' | 'inside' | 'later';
  abortAfterMs: number;
}

const ms = (max: number) => fc.integer({ min: 0, max });
const cases = fc.record({
  name: fc.constantFrom(...Object.keys(policies)),
  seed: fc.nat(),
  calls: fc.array(
    fc.record<Call>({
      atMs: ms(500),
      takesMs: ms(200),
      fails: fc.boolean(),
      heedsSignal: fc.boolean(),
      abort: fc.constantFrom('never', 'before', 'inside', 'later', 'later'),
      abortAfterMs: ms(400),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});

/** Policies that end a call in time, and at an abort, even if what they run goes on. */
const longestMs: Partial<Record<string, number>> = {
  AttemptTimeout: ATTEMPT_TIMEOUT_MS,
  Deadline: DEADLINE_MS,
  'all of them': DEADLINE_MS,
};

/** Makes calls under one policy, and says what went wrong. */
class Trial {
  readonly clock = new FakeClock();
  readonly faults: string[] = [];
  readonly policy: IPolicy;
  mostRunning = 0;
  readonly #name: string;
  #running = 0;

  constructor(name: string, seed: number) {
    this.#name = name;
    this.policy = policies[name]?.(this.clock, seed) as IPolicy;
  }

  async make(call: Call): Promise<void> {
    const { clock, policy } = this;
    await new Promise<void>((resolve) => clock.setTimeout(resolve, call.atMs));
    const startedAtMs = clock.now();
    const controller = new AbortController();
    let [running, endsAtMs] = [0, Number.POSITIVE_INFINITY];
    const abort = (): void => {
      if (running === 0 || this.#name in longestMs) endsAtMs = Math.min(endsAtMs, clock.now());
      controller.abort();
    };
    if (call.abort === 'before') abort();
    const stop = call.abort === 'later' ? clock.setTimeout(abort, call.abortAfterMs) : () => {};
    const run = async (signal: AbortSignal): Promise<void> => {
      if (controller.signal.aborted) this.faults.push('something ran after the abort');
      [running, this.#running] = [running + 1, this.#running + 1];
      this.mostRunning = Math.max(this.mostRunning, this.#running);
      if (call.abort === 'inside') abort();
      await this.#work(call, signal).finally(() => {
        [running, this.#running] = [running - 1, this.#running - 1];
      });
    };
    const code = await policy
      .execute(({ signal }) => run(signal), controller.signal)
      .then(
        () => 'ok',
        (error: { code?: string }) => error.code,
      );
    stop();
    const tookMs = clock.now() - startedAtMs;
    if (tookMs > (longestMs[this.#name] ?? tookMs)) this.faults.push(`the call took ${tookMs} ms`);
    if (clock.now() > endsAtMs) this.faults.push('the call went on after its abort');
    if (endsAtMs < Number.POSITIVE_INFINITY && code !== 'EVK_CANCELLED')
      this.faults.push(`an abort is told as ${code}`);
  }

  #work({ takesMs, fails, heedsSignal }: Call, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.clock.setTimeout(() => (fails ? reject(new Error('down')) : resolve()), takesMs);
      if (heedsSignal) signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  }
}

property(
  'any policy settles each call once, runs nothing that was cancelled and is as good as new',
  cases,
  async ({ name, seed, calls }) => {
    const trial = new Trial(name, seed);
    const { clock, policy, faults } = trial;
    await clock.runUntil(Promise.all(calls.map((call) => trial.make(call))));
    await clock.advance(1_000_000);
    expect(faults).toEqual([]);
    expect(clock.pending).toBe(0);
    if (name === 'Bulkhead') expect(trial.mostRunning).toBeLessThanOrEqual(POLICY_LIMIT);
    // A half-open circuit lets one call through, and closes.
    await policy.execute(() => {});
    await Promise.all(Array.from({ length: POLICY_LIMIT - 1 }, () => policy.execute(() => {})));
  },
);
