import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import { Bucket } from './bucket.ts';

const settings = { kind: 'bucket', unit: 'requests', amount: 3, refillPerSecond: 2, penaltyMs: 0 } as const;

function hit(bucket: Bucket, nowMs: number): boolean {
  const room = bucket.hasRoom(nowMs);
  if (room) bucket.spend(nowMs);
  else bucket.exceed(nowMs);
  return room;
}

test('holds its amount at most, and is refilled steadily', () => {
  const bucket = new Bucket(settings);
  expect([0, 0, 0, 0, 499, 500, 501, 9_000, 9_000, 9_000, 9_000].map((at) => hit(bucket, at))).toEqual([
    true,
    true,
    true,
    false,
    false,
    true,
    false,
    true,
    true,
    true,
    false,
  ]);
});

test('tells how long it is until one more is there, or until it is full', () => {
  const bucket = new Bucket(settings);
  expect(bucket.quota(0)).toMatchObject({ limit: 3, remaining: 3, restMs: 0, restorePerSecond: 2 });
  for (let n = 0; n < 3; n += 1) hit(bucket, 0);
  expect(bucket.quota(100)).toMatchObject({ remaining: 0, restMs: 400 });
  expect(bucket.quota(500)).toMatchObject({ remaining: 1, restMs: 1_000 });
});

test('what is given back never makes it hold more', () => {
  const bucket = new Bucket(settings);
  hit(bucket, 0);
  bucket.settle(0, 0, 1, 0);
  bucket.settle(0, 0, 1, 0);
  expect(bucket.quota(0).remaining).toBe(3);
});

test('a penalty blocks it', () => {
  const bucket = new Bucket({ ...settings, amount: 1, penaltyMs: 5_000 });
  expect([0, 10, 2_000, 5_009, 5_010].map((at) => hit(bucket, at))).toEqual([true, false, false, false, true]);
});

test('whatever comes when, no stretch admits more than the bucket holds and gets in it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 100 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 20 }),
      (gaps, amount, refillPerSecond) => {
        const bucket = new Bucket({ ...settings, amount, refillPerSecond });
        const admitted: number[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          if (!hit(bucket, nowMs)) continue;
          admitted.push(nowMs);
          for (const [index, from] of admitted.entries()) {
            const most = amount + ((nowMs - from) / 1_000) * refillPerSecond;
            expect(admitted.length - index).toBeLessThanOrEqual(most + 1e-6);
          }
        }
      },
    ),
    runs(),
  );
});
