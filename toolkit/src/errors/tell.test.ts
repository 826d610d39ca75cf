import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { tell } from './tell.ts';

const broken = (): never => {
  throw new Error('broken listener');
};

/** The rejections that nobody handled while `fn` ran. */
async function unhandledOf(fn: () => void): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const take = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', take);
  fn();
  await setImmediate();
  process.off('unhandledRejection', take);
  return unhandled;
}

describe('tell', () => {
  it('hands on what there is to tell', () => {
    const listener = vi.fn();
    tell(listener, 'closed', 'open');
    expect(listener.mock.calls).toEqual([['closed', 'open']]);
  });

  it.each<[string, (() => unknown) | undefined]>([
    ['throws', broken],
    ['rejects', () => Promise.reject(new Error('broken listener'))],
    ['never ends', () => new Promise(() => {})],
    ['is not there', undefined],
  ])('does not mind a listener that %s', async (_, listener) => {
    expect(await unhandledOf(() => tell(listener))).toEqual([]);
  });
});
