import { CircuitState, ConsecutiveBreaker } from 'cockatiel';
import { describe, expect, it } from 'vitest';
import { EvenkeelError, OptionError } from '../../errors/errors.ts';
import { FakeClock } from '../../testing/index.ts';
import type { Outcome } from '../outcome.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import type { BreakerPermit } from './circuit-core.ts';

function setUp(probes = 1) {
  const clock = new FakeClock(0);
  const changes: string[] = [];
  const circuit = new CircuitBreaker({
    breaker: new ConsecutiveBreaker(2),
    openMs: 1_000,
    probes,
    clock,
    onChange: (from, to) => changes.push(`${from} > ${to}`),
  });
  const settle = (outcome: Outcome, admission: BreakerPermit = circuit.admit()) => circuit.settle(admission, outcome);
  const open = () => {
    settle('failure');
    settle('failure');
  };
  return { clock, circuit, changes, settle, open };
}

const refusal = (retryAfterMs: number | undefined) =>
  expect.objectContaining({ code: 'EVK_CIRCUIT_OPEN', retryAfterMs });

describe('CircuitBreaker', () => {
  it.each([{ openMs: 0 }, { openMs: 1.5 }, { openMs: 1, probes: 0 }])('refuses %o', (options) => {
    expect(() => new CircuitBreaker({ breaker: new ConsecutiveBreaker(2), ...options })).toThrow(OptionError);
  });

  it('opens when its rule says so, refuses for openMs, and closes after a good probe', async () => {
    const { clock, circuit, changes, settle, open } = setUp();
    open();
    expect(() => circuit.peek()).toThrow(refusal(1_000));
    await clock.advance(999.5);
    expect(() => circuit.admit()).toThrow(refusal(1));
    await clock.advance(0.5);
    circuit.peek();
    expect(circuit.state).toBe(CircuitState.Open);
    settle('success');
    expect(changes).toEqual(['closed > open', 'open > half-open', 'half-open > closed']);
  });

  it('refuses at once who comes while the probes are under way', async () => {
    const { clock, circuit, open } = setUp(2);
    open();
    await clock.advance(1_000);
    circuit.admit();
    circuit.admit();
    expect(() => circuit.peek()).toThrow(refusal(undefined));
    expect(() => circuit.admit()).toThrow(refusal(undefined));
  });

  it('closes only when every probe has succeeded, and opens at the first that has not', async () => {
    const { clock, circuit, changes, settle, open } = setUp(2);
    open();
    await clock.advance(1_000);
    const probes = [circuit.admit(), circuit.admit()];
    settle('success', probes[0]);
    expect(circuit.state).toBe(CircuitState.HalfOpen);
    settle('failure', probes[1]);
    expect(() => circuit.peek()).toThrow(refusal(1_000));
    await clock.advance(1_000);
    settle('success');
    settle('success');
    expect(changes.slice(2)).toEqual(['half-open > open', 'open > half-open', 'half-open > closed']);
  });

  it('gives the place of a probe that decided nothing to another', async () => {
    const { clock, circuit, settle, open } = setUp();
    open();
    await clock.advance(1_000);
    settle('ignored');
    expect(circuit.state).toBe(CircuitState.HalfOpen);
    settle('success');
    expect(circuit.state).toBe(CircuitState.Closed);
  });

  it.each<Outcome>(['success', 'failure', 'ignored'])(
    'takes no notice of a %s that started before the state changed',
    async (outcome) => {
      const { clock, circuit, changes, settle, open } = setUp();
      const late = circuit.admit();
      open();
      settle(outcome, late);
      await clock.advance(1_000);
      const probe = circuit.admit();
      settle(outcome, late);
      expect(changes).toEqual(['closed > open', 'open > half-open']);
      expect(() => circuit.peek()).toThrow(refusal(undefined));
      settle('success', probe);
      settle(outcome, late);
      settle('failure');
      expect(circuit.state).toBe(CircuitState.Closed);
    },
  );

  it.each([
    { what: 'a failure', error: new Error('down'), opens: true },
    { what: 'an upstream error', error: new EvenkeelError('EVK_UPSTREAM_ERROR', 'down'), opens: true },
    { what: 'a refusal of a bulkhead inside', error: new EvenkeelError('EVK_BULKHEAD_FULL', 'full'), opens: false },
    { what: 'a cancelled call inside', error: new EvenkeelError('EVK_CANCELLED', 'gone'), opens: false },
    {
      what: "a refusal of cockatiel's bulkhead inside",
      error: Object.assign(new Error('full'), { isBulkheadRejectedError: true }),
      opens: false,
    },
  ])('by itself opens at $what: $opens', async ({ error, opens }) => {
    const { circuit } = setUp();
    for (let at = 0; at < 2; at += 1) await expect(circuit.execute(() => Promise.reject(error))).rejects.toBe(error);
    expect(circuit.state).toBe(opens ? CircuitState.Open : CircuitState.Closed);
  });

  it('does not count what its caller cancelled', async () => {
    const { circuit } = setUp();
    for (let at = 0; at < 2; at += 1) {
      const controller = new AbortController();
      const call = circuit.execute(async () => {
        controller.abort();
        throw new Error('aborted');
      }, controller.signal);
      await expect(call).rejects.toThrow('aborted');
    }
    expect(circuit.state).toBe(CircuitState.Closed);
  });

  it('gives the caller the result, whatever onChange throws', async () => {
    const circuit = new CircuitBreaker({
      breaker: new ConsecutiveBreaker(1),
      openMs: 1_000,
      clock: new FakeClock(),
      onChange: () => {
        throw new Error('broken listener');
      },
    });
    await expect(circuit.execute(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(circuit.state).toBe(CircuitState.Open);
  });

  it.each([
    { message: 'down', opens: true },
    { message: 'not found', opens: false },
  ])('by itself opens for a "$message" that handle counts or not: $opens', async ({ message, opens }) => {
    const circuit = new CircuitBreaker({
      breaker: new ConsecutiveBreaker(1),
      openMs: 1_000,
      clock: new FakeClock(),
      handle: (error) => error instanceof Error && error.message === 'down',
    });
    await expect(circuit.execute(() => Promise.reject(new Error(message)))).rejects.toThrow(message);
    expect(circuit.state).toBe(opens ? CircuitState.Open : CircuitState.Closed);
  });

  it('takes an error that handle does not count for a success: it closes a half-open circuit', async () => {
    const clock = new FakeClock();
    const breaker = new ConsecutiveBreaker(1);
    const handle = (error: unknown) => !(error instanceof RangeError);
    const circuit = new CircuitBreaker({ breaker, openMs: 1_000, clock, handle });
    await expect(circuit.execute(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
    await clock.advance(1_000);
    await expect(circuit.execute(() => Promise.reject(new RangeError('odd')))).rejects.toThrow('odd');
    expect(circuit.state).toBe(CircuitState.Closed);
  });
});
