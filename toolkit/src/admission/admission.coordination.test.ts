import { describe, expect, it } from 'vitest';
import { headers, served, setUp } from '../call/pipeline.fixture.ts';
import type { AccountMember, AccountOptions, Coordinator, SharedCeilingOptions } from '../coordination/coordinator.ts';

/** A coordinator whose every word is the test's own. */
class PuppetCoordinator implements Coordinator {
  readonly store = 'memory';
  readonly told: [partition: string, forMs: number][] = [];
  readonly demands: [inFlight: number, waiting: number][] = [];
  account: AccountOptions | undefined;
  ceiling: SharedCeilingOptions | undefined;
  floor = 0;
  left = false;
  hear: (partition: string, forMs: number) => void = () => {};

  join(account: AccountOptions): AccountMember {
    this.account = account;
    return {
      members: 1,
      rate: () => {
        throw new Error('Nimbus tells what remains.');
      },
      forget: () => {},
      ceiling: (options) => {
        this.ceiling = options;
        options.onShare(0);
        return {
          demand: (...[inFlight, waiting]) => this.demands.push([inFlight, waiting]),
          setMax: (max) => options.onShare(max),
        };
      },
      retryFloor: () => ({
        tryWithdraw: () => {
          this.floor -= 1;
          return this.floor >= 0;
        },
      }),
      pause: (...pause) => this.told.push(pause),
      onPause: (hear) => {
        this.hear = hear;
      },
      ready: async () => {},
      leave: async () => {
        this.left = true;
      },
    };
  }

  async close(): Promise<void> {}
}

describe('a client that shares its limits', () => {
  it('joins under its key, and leaves when it is closed', async () => {
    const coordinator = new PuppetCoordinator();
    const { client } = setUp(() => served(80), { options: { coordinator } });
    expect(coordinator.account).toMatchObject({ provider: 'nimbus', key: 'nmb_secret' });
    await client.close();
    expect(coordinator.left).toBe(true);
  });

  it('sends nothing without a share of the ceiling, and what fits in it', async () => {
    const coordinator = new PuppetCoordinator();
    const { clock, call, transport, recorder } = setUp(() => served(80), { ceiling: 5, options: { coordinator } });
    const calls = ['a', 'b', 'c'].map((callId) => call(callId));
    await clock.advance(1_000);
    expect([coordinator.ceiling?.max, transport.sent.length]).toEqual([5, 0]);
    expect(coordinator.demands.at(-1)).toEqual([0, 3]);
    coordinator.ceiling?.onShare(2);
    await clock.advance(1);
    expect(transport.sent).toHaveLength(2);
    expect(recorder.ofType('limits-changed').at(-1)).toMatchObject({ ceiling: { from: 0, to: 2 } });
    await clock.runUntil(Promise.all(calls));
    expect(coordinator.demands.at(-1)).toEqual([0, 0]);
  });

  it("passes on a pause that it was told, and keeps the others' without passing them on", async () => {
    const coordinator = new PuppetCoordinator();
    const { clock, call, transport, recorder } = setUp(() => ({ body: {}, headers: headers(0, 2), afterMs: 80 }), {
      options: { coordinator },
    });
    coordinator.ceiling?.onShare(1);
    await clock.runUntil(call('told'));
    expect(coordinator.told).toEqual([['', 2_025]]);
    coordinator.hear('', 7_000);
    coordinator.hear('', 6_000);
    expect(recorder.ofType('pause-shared')).toMatchObject([{ partition: '', forMs: 7_000 }]);
    const startedMs = clock.now();
    await clock.runUntil(call('waits'));
    expect((transport.sent.at(-1)?.atMs ?? 0) - startedMs).toBe(7_000);
  });

  it('pays for retries out of its own calls first, then out of the floor that all share', async () => {
    const coordinator = new PuppetCoordinator();
    coordinator.floor = 2;
    const { clock, call, transport, recorder } = setUp(() => ({ status: 503, headers: headers(500) }), {
      options: { coordinator },
      change: (contract) => {
        contract.retry.budget = { ratio: 1, floorPerWindow: 50, windowMs: 60_000, charges: ['transient'] };
      },
    });
    coordinator.ceiling?.onShare(1);
    await clock.runUntil(call('fails'));
    // The call's own deposit pays for the first retry, the floor for two more.
    expect(transport.sent).toHaveLength(4);
    await clock.runUntil(call('fails-too'));
    expect(transport.sent).toHaveLength(6);
    expect(recorder.ofType('retries-exhausted').at(-1)).toMatchObject({ by: 'budget' });
  });

  it('has its own events under its provider', () => {
    const coordinator = new PuppetCoordinator();
    const { recorder } = setUp(() => served(80), { options: { coordinator } });
    coordinator.account?.onEvent({ type: 'coordination-degraded', store: 'memory', degraded: true, reason: 'X' });
    expect(recorder.ofType('coordination-degraded')).toMatchObject([{ provider: 'nimbus', degraded: true }]);
  });
});
