import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sayElapsed } from './elapsed.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('sayElapsed', () => {
  it('speaks every ten seconds until it is disposed', () => {
    const said: string[] = [];
    {
      using _ = sayElapsed(
        (line) => said.push(line),
        (seconds) => `${seconds} s`,
      );
      vi.advanceTimersByTime(35_000);
    }
    vi.advanceTimersByTime(60_000);
    expect(said).toEqual(['10 s', '20 s', '30 s']);
  });
});
