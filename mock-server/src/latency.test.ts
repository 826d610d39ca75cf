import { expect, test } from 'vitest';
import { drawServiceMs } from './latency.ts';

const service = { medianMs: 80, sigma: 0.3 };
const subject = (n: number) => ({ key: '01234567', callId: `call-${n}`, attempt: 1 });

test('20,000 draws have the median and the sigma of the contract', () => {
  const logs = Array.from({ length: 20_000 }, (_, n) => Math.log(drawServiceMs(service, 1, subject(n))));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length;
  expect(Math.exp(mean)).toBeCloseTo(service.medianMs, -0.3);
  expect(Math.sqrt(variance)).toBeCloseTo(service.sigma, 2);
});

test('seed, key, call and attempt each matter, and nothing else does', () => {
  const base = drawServiceMs(service, 1, subject(1));
  expect(drawServiceMs(service, 1, subject(1))).toBe(base);
  const others = [
    drawServiceMs(service, 2, subject(1)),
    drawServiceMs(service, 1, { ...subject(1), key: '76543210' }),
    drawServiceMs(service, 1, subject(2)),
    drawServiceMs(service, 1, { ...subject(1), attempt: 2 }),
  ];
  expect(new Set([base, ...others]).size).toBe(5);
});

test('without a spread every draw is the median', () => {
  expect(drawServiceMs({ medianMs: 80, sigma: 0 }, 1, subject(1))).toBe(80);
});
