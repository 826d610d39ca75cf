import { afterEach, beforeEach, vi } from 'vitest';

/**
 * Holds the time of libraries that know no clock but the machine's: it moves only when a test says so. Turns of the
 * event loop go on.
 */
export function holdLibraryTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}
