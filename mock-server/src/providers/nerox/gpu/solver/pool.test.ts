import { afterEach, describe, expect, it } from 'vitest';
import { SolverPool } from './pool.ts';
import { SLICE } from './pooled-solving.ts';
import { tsp } from './tsp.ts';

const ITERATIONS = 8 * SLICE;
const REPORT_EVERY = SLICE / 4;

const circle = Array.from({ length: 30 }, (_, from) =>
  Array.from({ length: 30 }, (_, to) => Math.round(1_000 * Math.abs(Math.sin(((from * 7 - to * 7) * Math.PI) / 30)))),
);
const parsed = tsp.parse({ distance_matrix: circle, iterations: ITERATIONS / 4 }, 2 ** 20);
const input = 'input' in parsed ? parsed.input : null;
const options = { iterations: ITERATIONS, seed: 7, reportEvery: REPORT_EVERY };

/** Runs the real worker with kinds of problems that go wrong. */
const faulty = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    import { serve } from '${new URL('./serve.ts', import.meta.url)}';
    const steady = { advance: () => {}, best: () => ({ energy: 1, solution: new Int32Array([0]) }) };
    const kinds = {
      steady: () => steady,
      exits: () => ({ ...steady, advance: () => process.exit(3) }),
      crashes: () => ({ ...steady, advance: () => queueMicrotask(() => { throw new Error('crashed'); }) }),
      throws: () => ({ ...steady, advance: () => { throw new Error('thrown'); } }),
      'never starts': () => { throw new Error('not started'); },
    };
    serve(parentPort, Object.entries(kinds).map(([type, start]) => ({ type, start })));
  `)}`,
);

let pool: SolverPool;
afterEach(() => pool.close());

function open(seed = 7) {
  return pool.open('tsp', input, { ...options, seed });
}

describe('a pool', () => {
  it('starts no thread and computes nothing before it is asked to', () => {
    pool = new SolverPool();
    const solving = open();
    expect(pool.threads).toBe(0);
    expect(solving.iterations).toBe(0);
    expect(solving.bestAt(ITERATIONS)).toBeNull();
  });

  it('computes no further than the slice that is asked for', async () => {
    pool = new SolverPool({ threads: 1 });
    const solving = open();
    await solving.until(1);
    expect(solving.iterations).toBe(SLICE);
    await Promise.all([solving.until(SLICE + 1), solving.until(2 * SLICE)]);
    // Its thread had nothing else to do: had it gone on, this other job's slice would have come after a further one.
    const other = open(8);
    await other.until(1);
    expect(solving.iterations).toBe(2 * SLICE);
    expect(pool.threads).toBe(1);
  });

  it('knows the best at every report, as the problem itself would have it', async () => {
    pool = new SolverPool({ threads: 1 });
    const solving = open();
    await solving.until(ITERATIONS * 2);
    expect(solving.iterations).toBe(ITERATIONS);
    expect(solving.bestAt(REPORT_EVERY - 1)).toBeNull();
    const alone = tsp.start(input as NonNullable<typeof input>, 7);
    for (let report = REPORT_EVERY; report <= ITERATIONS; report += REPORT_EVERY) {
      alone.advance(REPORT_EVERY);
      const { energy, solution } = alone.best();
      expect(solving.bestAt(report)?.energy).toBe(energy);
      expect(solving.bestAt(report + REPORT_EVERY - 1)).toEqual(solving.bestAt(report));
      if (solving.bestAt(report) !== solving.bestAt(report - 1)) {
        expect(solving.bestAt(report)?.solution).toEqual(Array.from(solution));
      }
    }
  });

  it('knows the best at the end, though it may come before a report is due', async () => {
    pool = new SolverPool({ threads: 1 });
    const solving = pool.open('tsp', input, { ...options, iterations: 10, reportEvery: 1_000 });
    await solving.until(10);
    expect(solving.bestAt(9)).toBeNull();
    expect(solving.bestAt(10)).not.toBeNull();
  });

  it('gives the same for a seed on any thread, and threads share the work', async () => {
    pool = new SolverPool({ threads: 2 });
    const solvings = [open(), open(), open()];
    await Promise.all(solvings.map((solving) => solving.until(ITERATIONS)));
    expect(pool.threads).toBe(2);
    const [first, ...others] = solvings.map((solving) => solving.bestAt(ITERATIONS));
    for (const other of others) expect(other).toEqual(first);
  });

  it('lets the jobs of a thread take turns', async () => {
    pool = new SolverPool({ threads: 1 });
    const [long, short] = [open(1), open(2)];
    const all = long.until(ITERATIONS);
    await short.until(SLICE);
    expect(long.iterations).toBeLessThan(ITERATIONS / 2);
    await all;
  });
});

describe('a job that is disposed of', () => {
  it('is computed no further, and whoever waits for it need not', async () => {
    pool = new SolverPool({ threads: 1 });
    const solving = open();
    await solving.until(SLICE);
    const best = solving.bestAt(SLICE);
    const rest = solving.until(ITERATIONS);
    solving.dispose();
    await rest;
    await solving.until(ITERATIONS);
    const next = open(8);
    await next.until(SLICE);
    expect(solving.iterations).toBe(SLICE);
    expect(solving.bestAt(ITERATIONS)).toEqual(best);
    solving.dispose();
  });

  it('need not have begun', async () => {
    pool = new SolverPool();
    const solving = open();
    solving.dispose();
    await solving.until(SLICE);
    expect(pool.threads).toBe(0);
  });
});

describe('a worker that ends', () => {
  it.each(['exits', 'crashes'])('fails its jobs and is replaced when it %s', async (type) => {
    pool = new SolverPool({ threads: 1, module: faulty });
    const bystander = pool.open('steady', null, options);
    await bystander.until(1);
    const failing = pool.open(type, null, options);
    await expect(failing.until(ITERATIONS)).rejects.toMatchObject({ name: 'SolverFailure', code: 'internal' });
    await expect(bystander.until(ITERATIONS)).rejects.toMatchObject({ code: 'internal' });
    await expect(failing.until(ITERATIONS)).rejects.toMatchObject({ code: 'internal' });
    const next = pool.open('steady', null, options);
    await next.until(ITERATIONS);
    expect(next.bestAt(ITERATIONS)).toEqual({ energy: 1, solution: [0] });
    expect(pool.threads).toBe(1);
  });

  it.each(['throws', 'never starts', 'unknown'])('is not one with a job that %s', async (type) => {
    pool = new SolverPool({ threads: 1, module: faulty });
    const bystander = pool.open('steady', null, options);
    await bystander.until(1);
    await expect(pool.open(type, null, options).until(1)).rejects.toMatchObject({ code: 'internal' });
    await bystander.until(ITERATIONS);
  });
});

describe('a pool that is closed', () => {
  it('ends its threads, lets go of those who wait and takes no more', async () => {
    pool = new SolverPool({ threads: 2 });
    const solving = open();
    const waiting = solving.until(ITERATIONS);
    await pool.close();
    await waiting;
    expect(pool.threads).toBe(0);
    await expect(open().until(1)).rejects.toMatchObject({ code: 'internal' });
  });
});
