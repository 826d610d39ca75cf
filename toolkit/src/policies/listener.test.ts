import { setImmediate } from 'node:timers/promises';
import { EventEmitter } from 'cockatiel';
import { describe, expect, it, vi } from 'vitest';
import { harmless, tell } from './listener.ts';

const broken = (): never => {
  throw new Error('broken listener');
};

/** Errors that nobody took while `fn` ran. */
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

describe('harmless', () => {
  it('tells those who come after one that throws, as long as they listen', () => {
    const emitter = new EventEmitter<number>();
    const event = harmless(emitter.addListener);
    const heard = vi.fn();
    event(broken);
    const listening = event(heard);
    emitter.emit(5);
    listening.dispose();
    emitter.emit(6);
    expect(heard.mock.calls).toEqual([[5]]);
  });
});
