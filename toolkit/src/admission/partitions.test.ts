import { describe, expect, it } from 'vitest';
import { resolveClientSettings } from '../contract/settings.ts';
import { RemainingLimiter } from '../policies/rate/remaining-limiter.ts';
import { TokenCycle } from '../policies/rate/token-cycle.ts';
import { neuraProfile } from '../providers/neura/profile.ts';
import { nimbusProfile } from '../providers/nimbus/profile.ts';
import { EventRecorder, FakeClock } from '../testing/index.ts';
import { Lanes } from './partitions.ts';

const way = (lane: string, upstream: string) => ({ lane, upstream, counted: true, slotted: true });

const solanaAgents = way('solana/agents', 'solana');
const solanaInvoices = way('solana/invoices', 'solana');
const baseAgents = way('base/agents', 'base');

function setUp(settings = resolveClientSettings(neuraProfile, 'standard')) {
  const clock = new FakeClock();
  const recorder = new EventRecorder();
  return { clock, recorder, lanes: new Lanes({ settings, clock, emit: recorder.sink, member: undefined }) };
}

describe('Lanes', () => {
  it('has a gate and a limiter for what the API counts apart, and a circuit for each upstream', () => {
    const { lanes } = setUp();
    const [agents, invoices, base] = [solanaAgents, solanaInvoices, baseAgents].map((way) => lanes.of(way));
    expect(lanes.of(solanaAgents)).toBe(agents);
    expect(agents?.gate).not.toBe(invoices?.gate);
    expect(agents?.limiter).not.toBe(invoices?.limiter);
    expect(agents?.breaker).toBe(invoices?.breaker);
    expect(agents?.memory).toBe(invoices?.memory);
    expect(agents?.breaker).not.toBe(base?.breaker);
  });

  it.each([
    ['tells what remains', resolveClientSettings(nimbusProfile, 'free'), RemainingLimiter],
    ['does not tell', resolveClientSettings(neuraProfile, 'standard'), TokenCycle],
  ])('paces by what is seen of the window, where the API %s', (_what, settings, limiter) => {
    expect(setUp(settings).lanes.of(way('', 'default')).limiter).toBeInstanceOf(limiter);
  });

  it('lets everybody through where the API counts nothing', () => {
    const settings = { ...resolveClientSettings(nimbusProfile, 'free'), window: null };
    expect(setUp(settings).lanes.of(way('', 'default')).limiter).toBeUndefined();
  });

  it('paces nothing that the window does not count', () => {
    const { lanes } = setUp();
    expect(lanes.of({ ...way('uncounted', 'solana'), counted: false }).limiter).toBeUndefined();
  });

  it('closes one lane, also where nobody has used it yet', async () => {
    const { clock, lanes } = setUp();
    const base = lanes.of(baseAgents);
    expect(lanes.close(solanaAgents.lane, 1_000)).toBe(true);
    expect(lanes.close(solanaAgents.lane, 900)).toBe(false);
    await clock.advance(400);
    const solana = lanes.of(solanaAgents);
    expect([base.gate.closed, solana.gate.closed]).toEqual([false, true]);
    await clock.advance(599);
    expect(solana.gate.closed).toBe(true);
    await clock.advance(1);
    expect(solana.gate.closed).toBe(false);
  });

  it('lets what no window counts go on in a pause', () => {
    const { lanes } = setUp();
    const uncounted = { ...way('uncounted', 'solana'), counted: false };
    const before = lanes.of(uncounted);
    lanes.pause();
    expect([before.gate.closed, lanes.of({ ...uncounted, lane: 'later' }).gate.closed]).toEqual([false, false]);
  });

  it('pauses and resumes all, also those that come later', () => {
    const { lanes } = setUp();
    const base = lanes.of(baseAgents);
    lanes.pause();
    const solana = lanes.of(solanaAgents);
    expect([base.gate.closed, solana.gate.closed]).toEqual([true, true]);
    lanes.resume();
    expect([base.gate.closed, solana.gate.closed]).toEqual([false, false]);
  });

  it.each([
    ['of those there are', true],
    ['of those that come later', false],
  ])('changes the window limit %s', async (_which, before) => {
    const { clock, lanes } = setUp();
    if (before) lanes.of(baseAgents);
    expect(lanes.setWindowLimit(2)).toBe(true);
    const { limiter } = lanes.of(baseAgents);
    // One at once, and the next after half of the window.
    expect([1, 2].map(() => limiter?.tryAcquire())).toEqual([true, false]);
    await clock.advance(580);
    expect([1, 2].map(() => limiter?.tryAcquire())).toEqual([true, false]);
    await clock.advance(580);
    expect(limiter?.tryAcquire()).toBe(false);
  });

  it('says by name whose circuit has changed', () => {
    const { lanes, recorder } = setUp();
    const { breaker } = lanes.of(baseAgents);
    for (let failed = 0; failed < 20; failed += 1) breaker.settle(breaker.admit(), 'failure');
    expect(recorder.ofType('breaker-changed')).toMatchObject([{ provider: 'neura', upstream: 'base', to: 'open' }]);
  });
});
