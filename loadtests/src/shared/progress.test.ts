import { ProgressWriter } from '@evenkeel/tools/command-line';
import { expect, it } from 'vitest';
import { progressLine, type Snapshot, watch } from './progress.ts';

const snapshot: Snapshot = {
  calls: 3_000,
  errorRatio: 0.002,
  tail: { name: 'p99', ms: 168.3 },
  throttled: 0,
  firing: [],
};

it('says how far the run is', () => {
  expect(progressLine('steady', 6_000, 15_200, snapshot)).toBe(
    'steady  ━━━━━━━━╌╌╌╌╌╌╌╌  15 s · 3,000 of 6,000 calls · errors 0.20 % · p99 168 ms · 429s 0',
  );
});

it('says it before the first number, too', () => {
  expect(progressLine('steady', 6_000, 400, null)).toBe('steady  ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  0 s · 0 of 6,000 calls');
});

it('names the alerts that fire, and never overflows its bar', () => {
  const line = progressLine('s', 10, 0, { ...snapshot, calls: 50, firing: ['errors'] });
  expect(line).toContain('firing: errors');
  expect(line.match(/━/g)).toHaveLength(16);
});

const quiet = new ProgressWriter({ isTTY: false, write: () => true } as unknown as NodeJS.WriteStream);
const run = { scenario: 's', expectedCalls: 1 };

it('ends at once when it is told to, though what it looks at hangs', async () => {
  const ended = new AbortController();
  const watching = watch(quiet, run, () => new Promise(() => {}), ended.signal);
  ended.abort();
  await expect(watching).resolves.toBeUndefined();
});

it("does not end for want of a look's answer", async () => {
  const ended = new AbortController();
  let looks = 0;
  const look = async (): Promise<never> => {
    if (++looks === 2) ended.abort();
    throw new Error('refused');
  };
  await watch(quiet, run, look, ended.signal, 0);
  expect(looks).toBe(2);
});
