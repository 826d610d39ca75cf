import { describe, expect, it, vi } from 'vitest';
import { Listeners } from './listeners.ts';

const broken = (): never => {
  throw new Error('broken listener');
};

describe('Listeners', () => {
  it('tells those who come after one that throws, as long as they listen', () => {
    const listeners = new Listeners<number>();
    const heard = vi.fn();
    listeners.event(broken);
    const listening = listeners.event(heard);
    listeners.emit(5);
    listening.dispose();
    listeners.emit(6);
    expect(heard.mock.calls).toEqual([[5]]);
  });

  it('tells who listens twice twice, and those who come meanwhile the next time', () => {
    const listeners = new Listeners<number>();
    const heard: number[] = [];
    const hear = (value: number): void => {
      heard.push(value);
      if (heard.length < 4) listeners.event(hear);
    };
    listeners.event(hear);
    const second = listeners.event(hear);
    listeners.emit(1);
    second.dispose();
    second.dispose();
    listeners.emit(2);
    expect(heard).toEqual([1, 1, 2, 2, 2]);
  });
});
