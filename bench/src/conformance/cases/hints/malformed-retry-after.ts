import type { Case } from '../../case.ts';
import { retryAfter } from './dialects.fixture.ts';
import { backoffTakesOver } from './malformed.fixture.ts';

export const malformedRetryAfter: Case = {
  id: 'malformed-retry-after',
  title: 'A Retry-After that is neither a number nor a date is ignored, and the backoff takes over',
  source: 'RFC 9110, 10.2.3 (delay-seconds = 1*DIGIT)',
  run(check) {
    const values = ['-6', '6.', '6, soon', '0x6', '6e0', '+6', '6s', 'soon', ''];
    return backoffTakesOver(
      check,
      values.map((value) => ({ 'retry-after': value })),
      [retryAfter],
    );
  },
  bug: {
    seam: 'decimal-number',
    becomes: '/^[-+.\\de]+$/',
  },
};
