import type { Case } from '../../case.ts';
import { pausesOthers } from '../dialects/dialect.fixture.ts';

export const overloadHoldsBackAll: Case = {
  id: 'overload-holds-back-all',
  title: 'A 503 that says when to come again holds back the other calls, too',
  source: 'RFC 9110, 15.6.4 (temporary overload)',
  run: (check) =>
    pausesOthers(
      check,
      300,
      { status: 503, headers: { 'retry-after-ms': '300' } },
      { hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }] },
    ),
  bug: {
    seam: 'all-are-asked',
    becomes: 'false',
    alsoFails: ['hint-on-any-answer'],
  },
};
