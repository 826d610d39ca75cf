import { EventEmitter } from 'cockatiel';
import { describe, expect, it, vi } from 'vitest';
import { harmless } from './harmless.ts';

const broken = (): never => {
  throw new Error('broken listener');
};

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
