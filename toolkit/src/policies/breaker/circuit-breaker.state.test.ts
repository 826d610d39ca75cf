import { CircuitState, ConsecutiveBreaker, CountBreaker, SamplingBreaker } from 'cockatiel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { FakeClock } from '../../testing/index.ts';
import type { BreakerRule } from './breaker-rule.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import type { StoredCircuit } from './circuit-state.ts';
import { OpossumRule } from './opossum-rule.ts';
import { RollingRatioBreaker } from './rolling-ratio-breaker.ts';

const ratio = { window: { sizeMs: 10_000, buckets: 10 }, minimumCalls: 3, errorRatio: 0.5, compare: '>' } as const;
const rules: Record<string, (clock: FakeClock) => BreakerRule> = {
  ours: (clock) => new RollingRatioBreaker(ratio, clock),
  "opossum's": (clock) => new OpossumRule({ volumeThreshold: 3, clock }),
  consecutive: () => new ConsecutiveBreaker(3),
  count: () => new CountBreaker({ threshold: 0.5, size: 3 }),
  sampling: () => new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 0.25 }),
};

function make(rule = 'consecutive', startMs = 0, initialState?: unknown) {
  const clock = new FakeClock(startMs);
  const breaker = (rules[rule] as (clock: FakeClock) => BreakerRule)(clock);
  const state = initialState === undefined ? {} : { initialState: initialState as StoredCircuit };
  const circuit = new CircuitBreaker({ breaker, openMs: 1_000, clock, ...state });
  const fail = (times: number) => {
    for (let at = 0; at < times; at += 1) circuit.settle(circuit.admit(), 'failure');
  };
  return { clock, circuit, fail };
}

const throughJson = (circuit: CircuitBreaker): unknown => JSON.parse(JSON.stringify(circuit));

describe("a circuit's stored state", () => {
  it.each(Object.keys(rules))('keeps what a breaker has counted: %s', (rule) => {
    const before = make(rule);
    before.fail(2);
    const after = make(rule, 5_000, throughJson(before.circuit));
    expect(after.circuit.state).toBe(CircuitState.Closed);
    after.fail(1);
    expect(after.circuit.state).toBe(CircuitState.Open);
  });

  it.each(['ours', "opossum's"])('forgets what has become too old while it was stored: %s', (rule) => {
    const before = make(rule);
    before.fail(2);
    const after = make(rule, 11_000, throughJson(before.circuit));
    after.fail(2);
    expect(after.circuit.state).toBe(CircuitState.Closed);
  });

  it('stays open for the time that is left, which runs on while it is stored', async () => {
    const before = make();
    before.fail(3);
    await before.clock.advance(100);
    const stored = throughJson(before.circuit);
    const after = make('consecutive', 400, stored);
    expect(() => after.circuit.admit()).toThrow(expect.objectContaining({ retryAfterMs: 600 }));
    await after.clock.advance(600);
    after.circuit.settle(after.circuit.admit(), 'success');
    expect(after.circuit.state).toBe(CircuitState.Closed);
    expect(() => make('consecutive', 1_000, stored).circuit.admit()).not.toThrow();
  });

  it('of a half-open one is open with no time left: the next attempt is a probe', async () => {
    const before = make();
    before.fail(3);
    await before.clock.advance(1_000);
    before.circuit.admit();
    expect(before.circuit.toJSON()).toMatchObject({ state: 'open', openUntilMs: 0 });
    const after = make('consecutive', 0, throughJson(before.circuit));
    after.circuit.admit();
    expect(after.circuit.state).toBe(CircuitState.HalfOpen);
    expect(() => after.circuit.admit()).toThrow(expect.objectContaining({ code: 'EVK_CIRCUIT_OPEN' }));
  });

  it('of an isolated one can be ended by close() only', () => {
    const before = make();
    before.circuit.isolate();
    const { circuit } = make('consecutive', 0, throughJson(before.circuit));
    circuit.isolate().dispose();
    expect(circuit.state).toBe(CircuitState.Isolated);
    circuit.close();
    expect(circuit.state).toBe(CircuitState.Closed);
  });

  it('does not keep it open for longer than its own openMs', () => {
    const { circuit } = make('consecutive', 0, { state: 'open', openUntilMs: 1e12, breaker: 0 });
    expect(() => circuit.peek()).toThrow(expect.objectContaining({ retryAfterMs: 1_000 }));
  });

  it('survives a second storing unchanged, whatever has happened', async () => {
    const step = fc.oneof(
      fc.constantFrom('success' as const, 'failure' as const, 'ignored' as const),
      fc.integer({ min: 1, max: 2_000 }),
    );
    const run = fc.asyncProperty(fc.constantFrom('ours', "opossum's"), fc.array(step), async (rule, steps) => {
      const before = make(rule);
      for (const what of steps) {
        if (typeof what === 'number') await before.clock.advance(what);
        else if (admits(before.circuit)) before.circuit.settle(before.circuit.admit(), what);
      }
      const stored = throughJson(before.circuit);
      const after = make(rule, before.clock.now(), stored);
      expect(throughJson(after.circuit)).toEqual(stored);
      expect(admits(after.circuit)).toBe(admits(before.circuit));
    });
    await fc.assert(run, runs({ numRuns: 50 }));
  });

  it.each([
    [null, 'initialState'],
    ['open', 'initialState'],
    [{}, 'initialState.state'],
    [{ state: 'half-open', openUntilMs: 0, breaker: 0 }, 'initialState.state'],
    [{ state: 'toString', openUntilMs: 0, breaker: 0 }, 'initialState.state'],
    [{ state: 'open', breaker: 0 }, 'initialState.openUntilMs'],
    [{ state: 'open', openUntilMs: -1, breaker: 0 }, 'initialState.openUntilMs'],
    [{ state: 'open', openUntilMs: Number.NaN, breaker: 0 }, 'initialState.openUntilMs'],
    [{ state: 'open', openUntilMs: '5', breaker: 0 }, 'initialState.openUntilMs'],
    [{ state: 'open', openUntilMs: 0 }, 'initialState.breaker'],
    [{ state: 'open', openUntilMs: 0, breaker: '3' }, 'initialState.breaker'],
  ])('is refused if it is %j', (stored, option) => {
    expect(() => make('consecutive', 0, stored)).toThrow(
      expect.objectContaining({ code: 'EVK_OPTION_INVALID', option }),
    );
  });

  it.each(['ours', "opossum's"])('is refused by a breaker that cannot read it: %s', (rule) => {
    const stored = { state: 'closed', openUntilMs: 0, breaker: [{ atMs: 0 }] };
    expect(() => make(rule, 0, stored)).toThrow(expect.objectContaining({ option: 'initialState.breaker[0]' }));
  });
});

function admits(circuit: CircuitBreaker): boolean {
  try {
    circuit.peek();
    return true;
  } catch {
    return false;
  }
}
