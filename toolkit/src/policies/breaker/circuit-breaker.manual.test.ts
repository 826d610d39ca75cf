import { CircuitState, ConsecutiveBreaker, isBrokenCircuitError, isIsolatedCircuitError } from 'cockatiel';
import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

function setUp() {
  const clock = new FakeClock(0);
  const changes: string[] = [];
  const circuit = new CircuitBreaker({
    breaker: new ConsecutiveBreaker(2),
    openMs: 1_000,
    clock,
    onChange: (from, to) => changes.push(`${from} > ${to}`),
  });
  const fail = (admission = circuit.admit()) => circuit.settle(admission, 'failure');
  return { clock, circuit, changes, fail };
}

const isolated = expect.objectContaining({
  code: 'EVK_CIRCUIT_ISOLATED',
  outcome: 'rejected',
  retryAfterMs: undefined,
});

describe('isolate', () => {
  it('refuses everything for as long as it holds, and says so', async () => {
    const { clock, circuit, changes } = setUp();
    const isolation = circuit.isolate();
    const fn = vi.fn();
    const error: unknown = await circuit.execute(fn).catch((e: unknown) => e);
    expect(error).toEqual(isolated);
    expect([isIsolatedCircuitError(error as Error), isBrokenCircuitError(error as Error)]).toEqual([true, true]);
    await clock.advance(1_000_000);
    expect(() => circuit.peek()).toThrow(isolated);
    expect(fn).not.toHaveBeenCalled();
    isolation.dispose();
    expect(await circuit.execute(() => 'done')).toBe('done');
    expect(changes).toEqual(['closed > isolated', 'isolated > closed']);
  });

  it.each<[CircuitState, (parts: ReturnType<typeof setUp>) => Promise<void>]>([
    [
      CircuitState.Open,
      async ({ fail }) => {
        fail();
        fail();
      },
    ],
    [
      CircuitState.HalfOpen,
      async ({ fail, clock, circuit }) => {
        fail();
        fail();
        await clock.advance(1_000);
        circuit.admit();
      },
    ],
  ])('holds in the place of state %d', async (state, reach) => {
    const parts = setUp();
    await reach(parts);
    expect(parts.circuit.state).toBe(state);
    parts.circuit.isolate();
    expect(() => parts.circuit.admit()).toThrow(isolated);
  });

  it('lasts until the last of several is disposed of, each counting once', () => {
    const { circuit, changes } = setUp();
    const [first, second] = [circuit.isolate(), circuit.isolate()];
    first.dispose();
    first.dispose();
    expect(circuit.state).toBe(CircuitState.Isolated);
    second.dispose();
    expect(circuit.state).toBe(CircuitState.Closed);
    expect(changes).toEqual(['closed > isolated', 'isolated > closed']);
  });

  it('is not ended by what was returned for an earlier one', () => {
    const { circuit } = setUp();
    const earlier = circuit.isolate();
    circuit.close();
    const later = circuit.isolate();
    earlier.dispose();
    expect(circuit.state).toBe(CircuitState.Isolated);
    later.dispose();
    expect(circuit.state).toBe(CircuitState.Closed);
  });

  it('that close() ended does not hold the next one', () => {
    const { circuit } = setUp();
    circuit.isolate();
    circuit.close();
    circuit.isolate().dispose();
    expect(circuit.state).toBe(CircuitState.Closed);
  });

  it('disposed of again does not close what has opened since', () => {
    const { circuit, fail } = setUp();
    const isolation = circuit.isolate();
    isolation.dispose();
    fail();
    fail();
    isolation.dispose();
    expect(circuit.state).toBe(CircuitState.Open);
  });

  it.each(['success', 'failure', 'ignored'] as const)('takes no notice of a late %s', (verdict) => {
    const { circuit } = setUp();
    const late = circuit.admit();
    const isolation = circuit.isolate();
    circuit.settle(late, verdict);
    expect(circuit.state).toBe(CircuitState.Isolated);
    isolation.dispose();
    circuit.settle(late, verdict);
    expect(circuit.state).toBe(CircuitState.Closed);
  });
});

describe('close', () => {
  it('closes an open circuit, whose breaker then starts afresh', () => {
    const { circuit, changes, fail } = setUp();
    fail();
    fail();
    circuit.close();
    fail();
    expect(circuit.state).toBe(CircuitState.Closed);
    fail();
    expect(changes).toEqual(['closed > open', 'open > closed', 'closed > open']);
  });

  it('leaves a closed circuit, and what its breaker has counted, as they are', () => {
    const { circuit, changes, fail } = setUp();
    fail();
    circuit.close();
    expect(changes).toEqual([]);
    fail();
    expect(circuit.state).toBe(CircuitState.Open);
  });

  it('makes a probe under way decide nothing', async () => {
    const { clock, circuit, fail } = setUp();
    fail();
    fail();
    await clock.advance(1_000);
    const probe = circuit.admit();
    circuit.close();
    fail(probe);
    expect(circuit.state).toBe(CircuitState.Closed);
  });
});
