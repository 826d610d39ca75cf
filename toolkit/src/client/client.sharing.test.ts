import { describe, expect, it } from 'vitest';
import { served, setUp } from '../call/pipeline.fixture.ts';
import type { CallRequest } from './request.ts';

/** The call ids, in the order in which they were sent; one call is in flight at once. */
function fleet(options: Parameters<typeof setUp>[1] = {}) {
  const s = setUp(() => served(100), options);
  const ends: Promise<string>[] = [];
  const call = (callId: string, request: CallRequest<unknown>): Promise<string> => {
    const end = s.client
      .call('infer', {}, (body) => body, { callId, ...request })
      .then(
        () => 'ok',
        ({ code }: { code: string }) => code,
      );
    ends.push(end);
    return end;
  };
  const sent = async (): Promise<string> => {
    await s.clock.runUntil(Promise.all(ends));
    return s.transport.sent.map(({ callId }) => callId).join(' ');
  };
  return { ...s, call, sent };
}

describe('calls that wait', () => {
  it('are divided by tenant', async () => {
    const s = fleet();
    for (const n of [1, 2, 3, 4]) void s.call(`a${n}`, { tenant: 'a' });
    for (const n of [1, 2]) void s.call(`b${n}`, { tenant: 'b' });
    expect(await s.sent()).toBe('a1 a2 b1 a3 b2 a4');
  });

  it('are divided by priority, where shares are kept', async () => {
    const s = fleet({ options: { priorityShares: { 1: 0.5, 0: 0.5 } } });
    for (const n of [1, 2, 3, 4]) void s.call(`high${n}`, { priority: 1 });
    for (const n of [1, 2, 3]) void s.call(`low${n}`, {});
    expect(await s.sent()).toBe('high1 high2 low1 high3 low2 high4 low3');
  });

  it('of one tenant do not keep another from its part of the places', async () => {
    const s = fleet({ maxQueued: 4 });
    const flood = Array.from({ length: 6 }, (_, at) => s.call(`a${at}`, { tenant: 'a' }));
    const others = [1, 2, 3].map((n) => s.call(`b${n}`, { tenant: 'b' }));
    const unnamed = s.call('x', {});
    await s.sent();
    expect((await Promise.all(flood)).filter((end) => end === 'EVK_BULKHEAD_FULL')).toHaveLength(1);
    expect([await Promise.all(others), await unnamed]).toEqual([
      ['ok', 'ok', 'EVK_BULKHEAD_FULL'],
      'EVK_BULKHEAD_FULL',
    ]);
  });

  it('of one tenant do not keep the batch of another from beginning', async () => {
    const s = fleet();
    for (const n of [1, 2, 3]) void s.call(`a${n}`, { tenant: 'a' });
    const batch = Array.fromAsync(s.client.stream('infer', [{}, {}], (body) => body, { batchId: 'b', tenant: 'b' }));
    await s.clock.runUntil(batch);
    expect(await s.sent()).toBe('a1 a2 b.0 a3 b.1');
  });
});

it('shares that cannot be kept are an error at once', () => {
  const options = { priorityShares: { 1: 0.7, 0: 0.4 } };
  expect(() => fleet({ options })).toThrow(/priorityShares is .*: let the shares add up to 1 at most/);
});
