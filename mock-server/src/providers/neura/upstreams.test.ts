import { type Backend, neuraProfile } from '@evenkeel/toolkit/providers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NeuraBench } from './app.fixture.ts';

// The breaker reads only the machine's clock, so that is what is faked.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const { breaker, retries } = neuraProfile.backend as Backend;
const down = { provider: 'neura', fault: 'upstream_error', rate: 1, ttlMs: 600_000 } as const;
const states = ['closed', 'open', 'half-open'];

async function stateOf(bench: NeuraBench, network = 'solana'): Promise<string | undefined> {
  const text = (await bench.app.inject('/metrics')).body;
  const values = states.map((state) =>
    text.includes(`evenkeel_mock_breaker_state{provider="neura",upstream="${network}",state="${state}"} 1`),
  );
  expect(values.filter(Boolean)).toHaveLength(1);
  return states[values.indexOf(true)];
}

/** Makes calls until solana's breaker is open; the API retries each call `max` times. */
async function opened(options: ConstructorParameters<typeof NeuraBench>[0] = {}) {
  const bench = new NeuraBench(options);
  const id = await bench.addFault({ ...down, network: 'solana' });
  const answers = [];
  while ((await stateOf(bench)) === 'closed') answers.push(await bench.call('echo'));
  return { bench, id, answers };
}

test('when all retries have failed, success is false and the message says what failed', async () => {
  const bench = new NeuraBench();
  await bench.addFault(down);
  const beforeMs = bench.clock.now();
  const response = await bench.call('echo');
  expect(response.statusCode).toBe(500);
  expect(response.json()).toEqual({
    success: false,
    error: `Upstream solana-rpc failed ${retries.max + 1} times: solana-rpc answered 502.`,
    timestamp: new Date(bench.clock.now()).toISOString(),
  });
  expect(bench.clock.now()).toBeGreaterThan(beforeMs);
});

describe('an open breaker', () => {
  test('opens after the tenth failure, and is told at once with one timestamp', async () => {
    const { bench, answers } = await opened();
    // The tenth failure is the second try of the third call.
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([500, 500, 500]);
    const openedAt = answers[2]?.json().timestamp;
    bench.clock.tick(1_234);
    const laterMs = bench.clock.now();
    const later = await bench.call('echo');
    expect(bench.clock.now()).toBe(laterMs);
    expect(later.statusCode).toBe(500);
    expect(later.json()).toEqual({
      success: false,
      error: expect.stringMatching(/solana-rpc is unavailable.*circuit breaker is open/),
      timestamp: openedAt,
    });
    expect(answers[0]?.json().timestamp).not.toBe(openedAt);
  });

  test("is one network's alone, and no matter of what needs no upstream", async () => {
    const { bench } = await opened();
    expect([await stateOf(bench, 'solana'), await stateOf(bench, 'base')]).toEqual(['open', 'closed']);
    expect((await bench.call('echo', {}, 'base')).statusCode).toBe(200);
    expect((await bench.get('/solana/agents')).statusCode).toBe(200);
    expect((await bench.call('oracle')).statusCode).toBe(402);
  });

  test('is half-open after the reset, and closed when the upstream is back', async () => {
    const { bench, id } = await opened();
    await bench.admin('DELETE', `faults/${id}`);
    vi.advanceTimersByTime(breaker.resetMs - 1);
    expect((await bench.call('echo')).statusCode).toBe(500);
    vi.advanceTimersByTime(1);
    expect(await stateOf(bench)).toBe('half-open');
    expect((await bench.call('echo')).statusCode).toBe(200);
    expect(await stateOf(bench)).toBe('closed');
  });

  test('opens again where the upstream is not back', async () => {
    const { bench } = await opened();
    vi.advanceTimersByTime(breaker.resetMs);
    expect((await bench.call('echo')).statusCode).toBe(500);
    expect(await stateOf(bench)).toBe('open');
  });
});

test('at the level debug the log shows retries and breakers, at info it does not', async () => {
  const linesAt = async (level: 'debug' | 'info'): Promise<string[]> => {
    const lines: string[] = [];
    await opened({ logger: { level, stream: { write: (line) => lines.push(line) } } });
    return lines.map((line) => JSON.parse(line).msg);
  };
  const shown = (lines: string[]) => new Set(lines.filter((line) => /^(upstream-retry|breaker-changed)$/.test(line)));
  expect(shown(await linesAt('debug'))).toEqual(new Set(['upstream-retry', 'breaker-changed']));
  expect(shown(await linesAt('info'))).toEqual(new Set());
});
