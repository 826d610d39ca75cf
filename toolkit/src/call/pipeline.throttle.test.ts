import { expect, it } from 'vitest';
import type { ProviderContract } from '../contract/contract.ts';
import { setUp } from './pipeline.fixture.ts';

const throttle = (contract: ProviderContract): void => {
  contract.throttle = { k: 2, windowMs: 10_000, minimumRequests: 10 };
  contract.breaker.minimumCalls = 1_000;
  contract.retry.maxAttempts = 1;
};

it.each([
  { answers: 503, refused: true },
  { answers: 429, refused: true },
  { answers: 400, refused: false },
  { answers: 200, refused: false },
])('after many answers of $answers a call is refused here: $refused', async ({ answers, refused }) => {
  const s = setUp(() => answers, { ceiling: 50, windowLimit: 1_000, change: throttle });
  for (let at = 0; at < 20; at += 1) await s.clock.runUntil(s.call(`call-${at}`));
  const last = await s.clock.runUntil(s.call('last'));
  expect(last === 'EVK_THROTTLED_LOCALLY').toBe(refused);
  expect(s.recorder.ofType('rate-limited').some(({ source }) => source === 'local')).toBe(refused);
});

it('counts no cancelled attempt against the upstream', async () => {
  const s = setUp(() => ({ status: 200, afterMs: 50 }), { ceiling: 50, change: throttle });
  for (let at = 0; at < 20; at += 1) {
    const controller = new AbortController();
    const call = s.call(`call-${at}`, controller.signal);
    await s.clock.advance(1);
    controller.abort();
    await call;
  }
  expect(await s.clock.runUntil(s.call('last'))).toBe('ok');
});

it('holds an attempt against the upstream that had its whole time, though the deadline was the same', async () => {
  const s = setUp(() => ({ status: 200, afterMs: 1e9 }), {
    ceiling: 50,
    change: (contract) => {
      throttle(contract);
      Object.assign(contract.operations.infer as object, { attemptTimeoutMs: 1_000, deadlineMs: 1_000 });
      Object.assign(contract.throttle as object, { windowMs: 60_000 });
    },
  });
  const ends: string[] = [];
  for (let at = 0; at < 15; at += 1) ends.push(await s.clock.runUntil(s.call(`call-${at}`)));
  expect(new Set(ends)).toEqual(new Set(['EVK_DEADLINE_EXCEEDED', 'EVK_THROTTLED_LOCALLY']));
});
