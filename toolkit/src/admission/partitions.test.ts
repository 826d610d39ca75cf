import { describe, expect, it, vi } from 'vitest';
import type { LimitKey } from '../contract/limit-key.ts';
import { type RateSettings, resolveClientSettings } from '../contract/settings.ts';
import { limiterMakers } from '../policies/rate/limiters.ts';
import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import { RemainingLimiter } from '../policies/rate/remaining-limiter.ts';
import { TokenCycle } from '../policies/rate/token-cycle.ts';
import { neuraProfile } from '../providers/neura/contract.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { EventRecorder, FakeClock } from '../testing/index.ts';
import { type Partition, Partitions } from './partitions.ts';

const neura = resolveClientSettings(neuraProfile, 'standard');
const [window] = neura.rates as [RateSettings];

/** A call that all limits count together under one name. */
const keyOf = (partition: string, upstream: string, { rates } = neura): LimitKey => ({
  ...{ partition, upstream, takesSlot: true },
  rates: rates.map((limit) => ({ limit, partition, cost: 1 })),
});
const uncounted: LimitKey = { ...keyOf('uncounted', 'solana'), rates: [] };

const solanaAgents = keyOf('solana/agents', 'solana');
const solanaInvoices = keyOf('solana/invoices', 'solana');
const baseAgents = keyOf('base/agents', 'base');

function setUp(settings = neura) {
  const clock = new FakeClock();
  const recorder = new EventRecorder();
  const onRoom = vi.fn();
  const partitions = new Partitions({
    settings,
    parts: { limiters: limiterMakers },
    clock,
    emit: recorder.sink,
    member: undefined,
    onRoom,
  });
  return { clock, recorder, partitions, onRoom };
}

const isClosed = ({ gate }: Partition): boolean => gate?.closed ?? false;

describe('Partitions', () => {
  it('has a gate and a limiter for what the API counts apart, and a circuit for each upstream', () => {
    const { partitions } = setUp();
    const [agents, invoices, base] = [solanaAgents, solanaInvoices, baseAgents].map((key) => partitions.of(key));
    expect(partitions.of(solanaAgents)).toBe(agents);
    partitions.close(solanaAgents.partition, 1_000);
    expect([agents, invoices].map((each) => each && isClosed(each))).toEqual([true, false]);
    expect(partitions.limitersOf(solanaAgents)).toEqual(partitions.limitersOf({ ...solanaAgents }));
    expect(partitions.limitersOf(solanaAgents)[0]).not.toBe(partitions.limitersOf(solanaInvoices)[0]);
    expect(agents?.breaker).toBe(invoices?.breaker);
    expect(agents?.memory).toBe(invoices?.memory);
    expect(agents?.breaker).not.toBe(base?.breaker);
  });

  it.each([
    ['tells what remains', resolveClientSettings(nimbusProfile, 'free'), RemainingLimiter],
    ['does not tell', neura, TokenCycle],
  ])('paces by what is seen of the window, where the API %s', (_what, settings, limiter) => {
    expect(setUp(settings).partitions.limitersOf(keyOf('', 'default', settings))).toEqual([expect.any(limiter)]);
  });

  it('paces nothing that no limit counts', () => {
    expect(setUp().partitions.limitersOf(uncounted)).toEqual([]);
  });

  it('counts by each limit what that counts together', () => {
    const tokens = { ...window, name: 'tokens', unit: 'tokens' };
    const { partitions } = setUp({ ...neura, rates: [window, tokens] });
    const call = (network: string): LimitKey => ({
      ...keyOf(network, network),
      rates: [
        { limit: window, partition: network, cost: 1 },
        { limit: tokens, partition: '', cost: 50 },
      ],
    });
    const [[requests, ofBoth], [others, same]] = [call('solana'), call('base')].map((key) =>
      partitions.limitersOf(key),
    ) as [PermitLimiter[], PermitLimiter[]];
    expect(requests).not.toBe(others);
    expect(ofBoth).toBe(same);
    expect(partitions.of(call('base')).limiters).toEqual(new Set([others, same]));
  });

  it('closes one partition, also where nobody has used it yet', async () => {
    const { clock, partitions } = setUp();
    const base = partitions.of(baseAgents);
    expect(partitions.close(solanaAgents.partition, 1_000)).toBe(true);
    expect(partitions.close(solanaAgents.partition, 900)).toBe(false);
    await clock.advance(400);
    const solana = partitions.of(solanaAgents);
    expect([isClosed(base), isClosed(solana)]).toEqual([false, true]);
    await clock.advance(599);
    expect(isClosed(solana)).toBe(true);
    await clock.advance(1);
    expect(isClosed(solana)).toBe(false);
  });

  it('lets what no window counts go on in a pause', () => {
    const { partitions } = setUp();
    const before = partitions.of(uncounted);
    partitions.pause();
    expect([isClosed(before), isClosed(partitions.of({ ...uncounted, partition: 'later' }))]).toEqual([false, false]);
  });

  it('pauses and resumes all, also those that come later', () => {
    const { partitions } = setUp();
    const base = partitions.of(baseAgents);
    partitions.pause();
    const solana = partitions.of(solanaAgents);
    expect([isClosed(base), isClosed(solana)]).toEqual([true, true]);
    partitions.resume();
    expect([isClosed(base), isClosed(solana)]).toEqual([false, false]);
  });

  it.each([
    ['of those there are', true],
    ['of those that come later', false],
  ])('changes the window limit %s', async (_which, before) => {
    const { clock, partitions } = setUp();
    if (before) partitions.limitersOf(baseAgents);
    partitions.setLimit(window, 2);
    const [limiter] = partitions.limitersOf(baseAgents);
    const leaves = (): boolean => limiter?.hasRoom() === true && limiter.send() !== undefined;
    // One request may leave at once, the next after half of the window.
    expect([leaves(), leaves()]).toEqual([true, false]);
    await clock.advance(580);
    expect([leaves(), leaves()]).toEqual([true, false]);
    await clock.advance(580);
    expect(leaves()).toBe(false);
  });

  it('tells those who wait when a pause is over, and when a limit has changed', async () => {
    const { clock, partitions, onRoom } = setUp();
    const [limiter] = partitions.limitersOf(baseAgents);
    partitions.close(baseAgents.partition, 1_000);
    await clock.advance(999);
    expect(onRoom).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(onRoom).toHaveBeenCalledTimes(1);
    limiter?.demand({ waiting: 1, cost: 1, next: 1, turn: 1 });
    partitions.setLimit(window, 2);
    expect(onRoom).toHaveBeenCalledTimes(2);
  });

  it('forgets what nobody else names, but for what is paused', () => {
    const { partitions } = setUp();
    const [limiter] = partitions.limitersOf(solanaAgents);
    const { rates } = solanaAgents;
    const inUse = new Set(rates.map(({ limit }) => `${limit.name}/solana/agents`));
    partitions.close('solana/agents', 1_000);
    expect(partitions.forget(solanaAgents, new Set())).toBe(false);
    expect(partitions.limitersOf(solanaAgents)[0]).toBe(limiter);
    partitions.resume();
    expect(partitions.forget(baseAgents, new Set())).toBe(true);
    const { gate } = partitions.of(solanaInvoices);
    const [invoices] = partitions.limitersOf(solanaInvoices);
    partitions.forget(solanaInvoices, inUse);
    expect(partitions.limitersOf(solanaInvoices)[0]).not.toBe(invoices);
    expect(partitions.of(solanaInvoices).gate).not.toBe(gate);
  });

  it('says by name whose circuit has changed', () => {
    const { partitions, recorder } = setUp();
    const { breaker } = partitions.of(baseAgents);
    for (let failed = 0; failed < 20; failed += 1) breaker.settle(breaker.admit(), 'failure');
    expect(recorder.ofType('breaker-changed')).toMatchObject([{ provider: 'neura', upstream: 'base', to: 'open' }]);
  });
});
