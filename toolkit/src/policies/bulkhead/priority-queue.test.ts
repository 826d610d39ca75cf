import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { FakeClock } from '../../testing/index.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { PriorityQueue } from './priority-queue.ts';

/** A line, and the names of the calls that left it, in order. */
function setUp() {
  const line = new PriorityQueue();
  const order: string[] = [];
  const join = (name: string, priority: number, signal?: AbortSignal) =>
    void line.join(new CallScope(new FakeClock(), 1e6, signal), priority).then(
      () => order.push(name),
      () => order.push(`${name} left`),
    );
  const release = async (times: number): Promise<string> => {
    for (let time = 0; time < times; time += 1) {
      line.releaseFirst();
      await Promise.resolve();
    }
    return order.join(' ');
  };
  return { line, order, join, release };
}

describe('PriorityQueue', () => {
  it('is empty at first', () => {
    const { line } = setUp();
    expect([line.size, line.releaseFirst()]).toEqual([0, false]);
  });

  it('takes the highest first, and of equals the one who came first', async () => {
    const { join, release } = setUp();
    join('low1', -1);
    join('mid1', 0);
    join('high1', 7);
    join('mid2', 0);
    join('high2', 7);
    expect(await release(5)).toBe('high1 high2 mid1 mid2 low1');
  });

  it('passes the one who waited longest over four times in a row at most', async () => {
    const { join, release } = setUp();
    join('old1', 0);
    join('old2', 0);
    for (let at = 1; at <= 9; at += 1) join(`high${at}`, 1);
    expect(await release(11)).toBe('high1 high2 high3 high4 old1 high5 high6 high7 high8 old2 high9');
  });

  it('begins to count afresh when the one who waited longest gives up', async () => {
    const { line, join, release } = setUp();
    const controller = new AbortController();
    join('old1', 0, controller.signal);
    join('old2', 0);
    for (let at = 1; at <= 8; at += 1) join(`high${at}`, 1);
    await release(3);
    controller.abort();
    expect(line.size).toBe(6);
    expect(await release(6)).toBe('high1 high2 high3 old1 left high4 high5 high6 high7 old2 high8');
  });

  it('lets each go within its bound, none twice, whatever else comes', async () => {
    const arrivals = fc.array(fc.record({ priority: fc.integer({ min: 0, max: 3 }), releases: fc.nat(2) }), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(arrivals, async (comers) => {
        const { line, order, join, release } = setUp();
        let released = 0;
        const bounds = new Map<string, number>();
        for (const [at, { priority, releases }] of comers.entries()) {
          bounds.set(String(at), released + 5 * (line.size + 1));
          join(String(at), priority);
          released += Math.min(releases, line.size);
          await release(releases);
        }
        await release(line.size);
        expect(new Set(order)).toEqual(new Set(bounds.keys()));
        expect(order).toHaveLength(comers.length);
        for (const [place, name] of order.entries()) expect(place + 1).toBeLessThanOrEqual(bounds.get(name) as number);
      }),
      runs(),
    );
  });
});
