import { performance } from 'node:perf_hooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFetch } from './client/fetch/create-fetch.ts';
import { fetchScenarios } from './client/fetch/fetch-timers.fixture.ts';
import { RetryPolicy } from './index.ts';
import { scenarios } from './policies/fake-timers.fixture.ts';

afterEach(() => {
  vi.useRealTimers();
});

const advance = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms));
const timers = ['setTimeout', 'clearTimeout'] as const;

const ways: [string, Parameters<typeof vi.useFakeTimers>[0], boolean][] = [
  ['vi.useFakeTimers()', undefined, true],
  ['vi.useFakeTimers() of another year', { now: new Date('2001-09-09') }, true],
  ['vi.useFakeTimers() without performance', { toFake: [...timers, 'Date'] }, true],
  ['vi.useFakeTimers() without Date', { toFake: [...timers, 'performance'] }, true],
  ['vi.useFakeTimers() of timers alone', { toFake: [...timers] }, false],
];

describe.each(ways)('%s', (_way, config, hasAClock) => {
  it.each([...scenarios, ...fetchScenarios].filter(({ byTimersAlone }) => hasAClock || byTimersAlone))(
    '$title',
    async ({ run }) => {
      vi.useFakeTimers(config);
      await run({ advance, machineMs: hasAClock ? undefined : () => performance.now() });
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('vi.runAllTimersAsync() ends', async () => {
    vi.useFakeTimers(config);
    const policy = new RetryPolicy({
      maxAttempts: 50,
      backoff: { kind: 'full-jitter', baseMs: 1, capMs: 900, firstExponent: 0 },
      handle: () => true,
    });
    const call = policy.execute(({ attempt }) => {
      if (attempt < 50) throw new Error('down');
      return 'done';
    });
    await vi.runAllTimersAsync();
    expect(await call).toBe('done');
  });

  it('vi.runAllTimersAsync() ends a call to fetch', async () => {
    vi.useFakeTimers(config);
    const statuses = [503, 429, 503, 200];
    const call = createFetch({ fetch: async () => new Response(null, { status: statuses.shift() ?? 500 }) })(
      'https://api.example.com',
    );
    await vi.runAllTimersAsync();
    expect((await call).status).toBe(200);
    expect(vi.getTimerCount()).toBe(0);
  });
});
