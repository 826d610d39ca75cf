import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../properties/runs.ts';
import { FakeClock } from '../testing/index.ts';
import { type BatchProgress, type BatchRunner, type Payloads, runBatch } from './batch.ts';

interface Options extends Partial<Omit<BatchRunner<number, number>, 'call'>> {
  /** How long a payload's call takes; if negative, it fails after so long. */
  durationMs?: (payload: number) => number;
}

function start(payloads: Payloads<number>, { durationMs = () => 10, ...options }: Options = {}) {
  const clock = new FakeClock();
  const calls = { underWay: 0, most: 0, started: [] as number[] };
  const results = runBatch<number, number>(payloads, {
    width: () => 3,
    maxAhead: () => 100,
    hasRoom: () => true,
    signal: undefined,
    onProgress: undefined,
    onMoreRoom: () => () => {},
    ...options,
    call: (payload, index, signal) => {
      calls.started.push(index);
      calls.underWay += 1;
      calls.most = Math.max(calls.most, calls.underWay);
      const takesMs = durationMs(payload);
      return new Promise<number>((resolve, reject) => {
        const end = clock.setTimeout(
          () => (takesMs < 0 ? reject(new Error(`payload ${payload}`)) : resolve(payload * 2)),
          Math.abs(takesMs),
        );
        const abort = (): void => {
          end();
          reject(new Error('cancelled'));
        };
        if (signal.aborted) abort();
        else signal.addEventListener('abort', abort);
      }).finally(() => {
        calls.underWay -= 1;
      });
    },
  });
  return { clock, calls, results };
}

const values = (results: PromiseSettledResult<number>[]): (number | string)[] =>
  results.map((result) => (result.status === 'fulfilled' ? result.value : (result.reason as Error).message));

describe('runBatch', () => {
  it('yields every result once, in order, whatever the order of the ends, and never runs more than its width', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 8 }),
        async (durations, width, maxAhead) => {
          const payloads = durations.map((_, at) => at);
          const { clock, calls, results } = start(payloads, {
            width: () => width,
            maxAhead: () => maxAhead,
            durationMs: (at) => durations[at] as number,
          });
          const settled = await clock.runUntil(Array.fromAsync(results));
          expect(values(settled)).toEqual(
            durations.map((durationMs, at) => (durationMs < 0 ? `payload ${at}` : at * 2)),
          );
          expect(calls.most).toBeLessThanOrEqual(width);
          expect(clock.pending).toBe(0);
        },
      ),
      runs({ numRuns: 200 }),
    );
  });

  it('settles an empty batch at once', async () => {
    const { clock, results } = start([]);
    expect(await clock.runUntil(Array.fromAsync(results))).toEqual([]);
  });

  it('takes from an endless async input only what it has room for', async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<number> {
      for (;;) yield taken++;
    }
    const { clock, calls, results } = start(endless(), { maxAhead: () => 5 });
    const first = await clock.runUntil(results.next());
    await clock.advance(1_000);
    expect(first.value).toEqual({ status: 'fulfilled', value: 0 });
    expect(taken).toBe(6);
    await clock.runUntil(results.return());
    expect(calls.underWay).toBe(0);
  });

  it('counts a sleeper as out of the way, so that others use the room', async () => {
    const clock = new FakeClock();
    const started: number[] = [];
    const results = runBatch<number, number>([0, 1, 2], {
      width: () => 1,
      maxAhead: () => 10,
      hasRoom: () => true,
      signal: undefined,
      onProgress: undefined,
      onMoreRoom: () => () => {},
      call: async (payload, index, _signal, onBackoff) => {
        started.push(index);
        if (index === 0) {
          onBackoff(true);
          await new Promise<void>((resolve) => clock.setTimeout(resolve, 1_000));
          onBackoff(false);
        }
        return payload;
      },
    });
    const all = Array.fromAsync(results);
    await clock.advance(1);
    expect(started).toEqual([0, 1, 2]);
    expect(values(await clock.runUntil(all))).toEqual([0, 1, 2]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('bad spectator');
      },
    ],
    ['rejects', () => Promise.reject(new Error('bad spectator'))],
  ])('reports progress, and does not mind a spectator that %s', async (_how, fail) => {
    const seen: BatchProgress[] = [];
    const { clock, results } = start([1, 2, 3], {
      durationMs: (payload) => (payload === 2 ? -20 : 10),
      onProgress: (progress) => {
        seen.push(progress);
        return fail();
      },
    });
    await clock.runUntil(Array.fromAsync(results));
    expect(seen).toHaveLength(3);
    expect(seen.at(-1)).toEqual({ taken: 3, total: 3, succeeded: 2, failed: 1 });
  });

  it('settles all of an array when it is cancelled, without starting what was not started', async () => {
    const controller = new AbortController();
    const { clock, results } = start([1, 2, 3, 4, 5, 6, 7], { signal: controller.signal });
    const all = Array.fromAsync(results);
    await clock.advance(15);
    controller.abort();
    expect(values(await clock.runUntil(all))).toEqual([2, 4, 6, ...Array(4).fill('cancelled')]);
    expect(clock.pending).toBe(0);
  });

  it('takes no more of an input without an end when it is cancelled, and lets it clean up', async () => {
    const controller = new AbortController();
    let closed = false;
    function* endless(): Generator<number> {
      try {
        for (let at = 0; ; at += 1) yield at;
      } finally {
        closed = true;
      }
    }
    const { clock, calls, results } = start(endless(), { signal: controller.signal });
    const all = Array.fromAsync(results);
    await clock.advance(15);
    controller.abort();
    const settled = await clock.runUntil(all);
    expect(settled).toHaveLength(calls.started.length);
    expect(closed).toBe(true);
  });

  it('ends although the input hangs when it is cancelled', async () => {
    const controller = new AbortController();
    const hanging: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: () => new Promise(() => {}) }),
    };
    const { clock, results } = start(hanging, { signal: controller.signal });
    const all = Array.fromAsync(results);
    controller.abort();
    expect(await clock.runUntil(all)).toEqual([]);
  });

  it('cancels what is under way when its consumer leaves early', async () => {
    const { clock, calls, results } = start([1, 2, 3, 4, 5, 6], { durationMs: (payload) => payload * 10 });
    const consumer = (async () => {
      for await (const result of results) return result;
      return undefined;
    })();
    expect(await clock.runUntil(consumer)).toEqual({ status: 'fulfilled', value: 2 });
    expect(calls.underWay).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['throws', (): Iterable<number> => throwing()],
    ['rejects', (): AsyncIterable<number> => rejecting()],
  ])('yields what was taken, then fails, if the input %s', async (_how, input) => {
    const { clock, results } = start(input());
    const seen: PromiseSettledResult<number>[] = [];
    const consumer = (async () => {
      for await (const result of results) seen.push(result);
    })();
    await expect(clock.runUntil(consumer)).rejects.toMatchObject({
      code: 'EVK_PAYLOADS_FAILED',
      cause: expect.objectContaining({ message: 'no more' }),
    });
    expect(values(seen)).toEqual([0, 2]);
  });

  it('handles ten thousand payloads', async () => {
    const { clock, results } = start(
      Array.from({ length: 10_000 }, (_, at) => at),
      { width: () => 200, maxAhead: () => 2_000 },
    );
    const settled = await clock.runUntil(Array.fromAsync(results));
    expect(settled).toHaveLength(10_000);
    expect(settled[9_999]).toEqual({ status: 'fulfilled', value: 19_998 });
  });
});

function* throwing(): Generator<number> {
  yield 0;
  yield 1;
  throw new Error('no more');
}

async function* rejecting(): AsyncGenerator<number> {
  yield* throwing();
}
