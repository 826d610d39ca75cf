import { describe, expect, it } from 'vitest';
import { headers, served, setUp } from '../call/pipeline.fixture.ts';
import { seededRandom } from '../testing/index.ts';

const many = (s: ReturnType<typeof setUp>, count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => s.call(`call-${at}`)));

describe('the option `ceiling`', () => {
  it('is used in place of the tier’s', async () => {
    const s = setUp(() => served(100), { ceiling: 2, options: { ceiling: 7 } });
    void many(s, 20);
    await s.clock.advance(10);
    expect(s.transport.inFlight).toBe(7);
    expect(s.recorder.ofType('client-opened')).toMatchObject([{ ceiling: 7 }]);
    expect(s.client.settings.pool.connections).toBe(10);
  });

  it('`adaptive` finds a tier that the client was not told of, and will not be told', async () => {
    const server = { ceiling: 50 };
    const random = seededRandom(1);
    const s = setUp(
      (_request) =>
        s.transport.inFlight >= server.ceiling ? { status: 429, headers: headers(500, 1) } : served(40 + 80 * random()),
      { ceiling: 10, windowLimit: 1_000_000, options: { ceiling: 'adaptive' } },
    );
    const batch = Array.fromAsync(
      s.client.stream(
        'infer',
        Array.from({ length: 3_000 }, () => ({})),
        (body) => body,
      ),
    );
    await s.clock.advance(3_000);
    expect(s.transport.inFlight).toBeGreaterThan(40);
    expect(() => s.client.setLimits({ ceiling: 5 })).toThrow('this client finds its ceiling itself');
    server.ceiling = 10;
    await s.clock.advance(2_000);
    expect(s.transport.inFlight).toBeLessThanOrEqual(12);
    const ends = await s.clock.runUntil(batch);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3_000);
    const throttled = s.recorder.ofType('attempt-ended').filter(({ result }) => result === 'throttled');
    expect(throttled.length).toBeLessThan(60);
  });

  it.each([0, 1.5, -1, 'auto' as 'adaptive'])('refuses %j', (ceiling) => {
    expect(() => setUp(() => 200, { options: { ceiling } })).toThrow(
      /^Option ceiling is .+: give a whole number of at least 1, "adaptive" or "none"\.$/,
    );
  });

  it('`adaptive` stays within the pool where no tier has a ceiling', async () => {
    const s = setUp(() => served(50), {
      change: (contract) => {
        for (const tier of Object.values(contract.tiers)) Object.assign(tier, { limits: [] });
        contract.ours = [];
      },
      options: { ceiling: 'adaptive' },
    });
    const batch = Array.fromAsync(
      s.client.stream(
        'infer',
        Array.from({ length: 2_000 }, () => ({})),
        (body) => body,
      ),
    );
    let most = 0;
    for (let at = 0; at < 50; at += 1) {
      await s.clock.advance(20);
      most = Math.max(most, s.transport.inFlight);
    }
    expect(most).toBe(s.client.settings.pool.connections);
    await s.clock.runUntil(batch);
  });

  it('`adaptive` lowers the ceiling before the slot of what was refused goes on', async () => {
    const s = setUp(
      (_request, at) => (at === 0 ? { status: 429, headers: headers(500, 1), afterMs: 10 } : served(100)),
      {
        ceiling: 10,
        options: { ceiling: 'adaptive' },
      },
    );
    void many(s, 15);
    await s.clock.advance(11);
    const [change] = s.recorder.ofType('limits-changed');
    expect(change?.ceiling.to).toBeLessThan(11);
    // Nine of the first ten are left, and no other call has followed.
    expect(s.transport.sent).toHaveLength(10);
  });

  it('is the lower one at once where it is set lower, though refusals had lowered it further', async () => {
    const s = setUp(
      (_request, at) => (at < 4 ? { status: 429, headers: headers(500, 1), afterMs: 10 } : served(1_000)),
      { ceiling: 8 },
    );
    void Promise.allSettled(Array.from({ length: 30 }, (_, at) => s.call(`call-${at}`)));
    await s.clock.advance(200);
    const before = s.transport.inFlight;
    s.client.setLimits({ ceiling: 6 });
    expect(before).toBeLessThan(6);
    expect(s.transport.inFlight).toBeLessThanOrEqual(6);
  });
});
