import { describe, expect, it } from 'vitest';
import { resolveClientSettings } from '../contract/settings.ts';
import { RemainingLimiter } from '../policies/rate/remaining-limiter.ts';
import { TokenCycle } from '../policies/rate/token-cycle.ts';
import { neuraProfile } from '../providers/neura/profile.ts';
import { nimbusProfile } from '../providers/nimbus/profile.ts';
import { EventRecorder, FakeClock } from '../testing/index.ts';
import { type Partition, Partitions } from './partitions.ts';

const keyOf = (partition: string, upstream: string) => ({ partition, upstream, cost: 1, takesSlot: true });

const solanaAgents = keyOf('solana/agents', 'solana');
const solanaInvoices = keyOf('solana/invoices', 'solana');
const baseAgents = keyOf('base/agents', 'base');

function setUp(settings = resolveClientSettings(neuraProfile, 'standard')) {
  const clock = new FakeClock();
  const recorder = new EventRecorder();
  return { clock, recorder, partitions: new Partitions({ settings, clock, emit: recorder.sink, member: undefined }) };
}

const isClosed = ({ gate }: Partition): boolean => gate?.closed ?? false;

describe('Partitions', () => {
  it('has a gate and a limiter for what the API counts apart, and a circuit for each upstream', () => {
    const { partitions } = setUp();
    const [agents, invoices, base] = [solanaAgents, solanaInvoices, baseAgents].map((key) => partitions.of(key));
    expect(partitions.of(solanaAgents)).toBe(agents);
    partitions.close(solanaAgents.partition, 1_000);
    expect([agents, invoices].map((each) => each && isClosed(each))).toEqual([true, false]);
    expect(agents?.limiters[0]).not.toBe(invoices?.limiters[0]);
    expect(agents?.breaker).toBe(invoices?.breaker);
    expect(agents?.memory).toBe(invoices?.memory);
    expect(agents?.breaker).not.toBe(base?.breaker);
  });

  it.each([
    ['tells what remains', resolveClientSettings(nimbusProfile, 'free'), RemainingLimiter],
    ['does not tell', resolveClientSettings(neuraProfile, 'standard'), TokenCycle],
  ])('paces by what is seen of the window, where the API %s', (_what, settings, limiter) => {
    expect(setUp(settings).partitions.of(keyOf('', 'default')).limiters[0]).toBeInstanceOf(limiter);
  });

  it('lets everybody through where the API counts nothing', () => {
    const settings = { ...resolveClientSettings(nimbusProfile, 'free'), window: null };
    expect(setUp(settings).partitions.of(keyOf('', 'default')).limiters).toEqual([]);
  });

  it('paces nothing that the window does not count', () => {
    const { partitions } = setUp();
    expect(partitions.of({ ...keyOf('uncounted', 'solana'), cost: 0 }).limiters).toEqual([]);
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
    const uncounted = { ...keyOf('uncounted', 'solana'), cost: 0 };
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
    if (before) partitions.of(baseAgents);
    expect(partitions.setWindowLimit(2)).toBe(true);
    const [limiter] = partitions.of(baseAgents).limiters;
    // One request may leave at once, the next after half of the window.
    expect([1, 2].map(() => limiter?.tryAcquire())).toEqual([true, false]);
    await clock.advance(580);
    expect([1, 2].map(() => limiter?.tryAcquire())).toEqual([true, false]);
    await clock.advance(580);
    expect(limiter?.tryAcquire()).toBe(false);
  });

  it('says by name whose circuit has changed', () => {
    const { partitions, recorder } = setUp();
    const { breaker } = partitions.of(baseAgents);
    for (let failed = 0; failed < 20; failed += 1) breaker.settle(breaker.admit(), 'failure');
    expect(recorder.ofType('breaker-changed')).toMatchObject([{ provider: 'neura', upstream: 'base', to: 'open' }]);
  });
});
