import { expect, it } from 'vitest';
import { countTimers } from './timers.ts';

it('counts timers until they fire, or are cleared', () => {
  const fires: (() => void)[] = [];
  const scope = {
    setTimeout: (fire: () => void) => fires.push(fire),
    clearTimeout: () => {},
  } as unknown as Parameters<typeof countTimers>[0] & typeof globalThis;
  let isPlatform = false;
  const running = countTimers(scope, () => isPlatform);
  const fired: unknown[] = [];
  scope.setTimeout((what: unknown) => fired.push(what), 10, 'one');
  const other = scope.setTimeout(() => fired.push('other'), 10);
  isPlatform = true;
  scope.setTimeout(() => {}, 10);
  expect([running(), fires.length]).toEqual([2, 3]);
  fires[0]?.();
  expect([running(), fired]).toEqual([1, ['one']]);
  scope.clearTimeout(other);
  scope.clearTimeout(other);
  scope.clearTimeout(undefined);
  expect(running()).toBe(0);
});
