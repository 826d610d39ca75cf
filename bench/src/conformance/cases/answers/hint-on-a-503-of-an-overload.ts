import type { Case } from '../../case.ts';
import { waitsFor } from '../dialects/dialect.fixture.ts';

export const hintOnA503OfAnOverload: Case = {
  id: 'hint-on-a-503-of-an-overload',
  title: 'A Retry-After of a 503 is waited for',
  source: 'RFC 9110, 10.2.3 (503 Service Unavailable)',
  run: (check) =>
    waitsFor(
      check,
      300,
      { status: 503, headers: { 'retry-after-ms': '300' } },
      { hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }] },
    ),
  bug: {
    seam: 'default-obedience',
    becomes: '[429]',
    alsoFails: ['overload-holds-back-all', 'throttled-200', 'throttled-403-by-a-header', 'throttled-403-by-its-words'],
  },
};
