import { describe, expect, test } from 'vitest';
import type { MeterSettings, Split } from '../settings.ts';
import { KeyLimits } from './key-limits.ts';
import type { RequestOrigin } from './split-meters.ts';

const window = { kind: 'window', unit: 'requests', windowMs: 1_000, penaltyMs: 0, starts: 'first-request' } as const;
const limit = (amount: number, ...splits: Split[]): MeterSettings => ({
  ...window,
  amount,
  ...(splits.length > 0 && { splits }),
});
const at = (channel: string, group = 'send', model = 'small'): RequestOrigin => ({
  params: { channel, network: 'base' },
  group,
  json: { model },
  cost: { requests: 1 },
});

/** Whether each request is admitted. */
const admitted = (meters: MeterSettings[], origins: RequestOrigin[]): boolean[] => {
  const all = new KeyLimits({ ceiling: null, meters });
  return origins.map((origin) => all.for(0, origin).admit(0) === null);
};

describe('what a limit counts apart', () => {
  test.each<[what: string, splits: Split[], other: RequestOrigin, apart: boolean]>([
    ['a parameter of the path', [{ param: 'channel' }], at('2'), true],
    ['another parameter', [{ param: 'channel' }], at('1', 'read', 'large'), false],
    ['one that the path does not have', [{ param: 'guild' }], at('2'), false],
    ['a field of the request', [{ request: 'model' }], at('1', 'send', 'large'), true],
    ['another field', [{ request: 'model' }], at('2', 'read'), false],
    ['the group', ['group'], at('1', 'read'), true],
    ['the network', ['network'], at('2', 'read', 'large'), false],
    ['a bucket, which holds a group', [{ told: 'x-bucket' }], at('1', 'read'), true],
    ['the same bucket', [{ told: 'x-bucket' }], at('2', 'send', 'large'), false],
    ['a bucket in each channel', [{ told: 'x-bucket' }, { param: 'channel' }], at('2'), true],
  ])('%s', (_what, splits, other, apart) => {
    expect(admitted([limit(1, ...splits)], [at('1'), at('1'), other])).toEqual([true, false, apart]);
  });

  test('a limit that splits nothing counts all of them', () => {
    const meters = [limit(2), limit(1, { param: 'channel' })];
    expect(admitted(meters, [at('1'), at('1'), at('2'), at('3')])).toEqual([true, false, true, false]);
  });
});

test('what is in flight is counted over all parts', () => {
  const ceiling = { amount: 1, unit: 'requests', of: 'attempt', retryAfterMs: 0 } as const;
  const all = new KeyLimits({ ceiling, meters: [limit(9, { param: 'channel' })] });
  const [one, two] = [all.for(0, at('1')), all.for(0, at('2'))];
  expect([one.admit(0), two.admit(0), all.inFlight]).toEqual([null, 'ceiling', 1]);
  two.release();
  expect([all.inFlight, two.admit(0)]).toEqual([0, null]);
});

test('a part tells its own quota, and settles what it has taken', () => {
  const all = new KeyLimits({ ceiling: null, meters: [limit(5, { request: 'model' })] });
  all.for(0, at('1')).admit(0);
  const again = all.for(0, at('1'));
  expect(again.quotas(0)[0]?.remaining).toBe(4);
  again.settle({ admittedMs: 0, nowMs: 0 }, { requests: 1 }, { requests: 3 });
  expect(all.for(0, at('1')).quotas(0)[0]?.remaining).toBe(2);
  expect(all.for(0, at('1', 'send', 'large')).quotas(0)[0]?.remaining).toBe(5);
});

test('a bucket has a name that does not give its routes away, and of a request that costs nothing none is told', () => {
  const all = new KeyLimits({ ceiling: null, meters: [limit(5, { told: 'x-bucket' })] });
  const name = all.for(0, at('1')).bucketNames;
  expect(name).toEqual({ 'x-bucket': expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(all.for(0, at('2')).bucketNames).toEqual(name);
  expect(all.for(0, at('1', 'read')).bucketNames).not.toEqual(name);
  expect(all.for(0, { ...at('1'), cost: {} }).bucketNames).toEqual({});
  expect([all.bucketNames, all.areSplit]).toEqual([undefined, true]);
});

test('many parts are bounded, and those that were used last are kept', () => {
  const all = new KeyLimits({ ceiling: null, meters: [limit(1, { param: 'channel' })] });
  for (let n = 0; n < 10_005; n += 1) all.for(0, at(`${n}`)).admit(0);
  expect(all.for(0, at('10004')).admit(0)).toBe('window');
  expect(all.for(0, at('0')).admit(0)).toBeNull();
});
