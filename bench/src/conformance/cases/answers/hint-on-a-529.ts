import type { Case } from '../../case.ts';
import { waitsFor } from '../dialects/dialect.fixture.ts';

export const hintOnA529: Case = {
  id: 'hint-on-a-529',
  title: 'A Retry-After of a 529 is waited for',
  source: 'Anthropic API, Errors (529 overloaded_error)',
  run: (check) =>
    waitsFor(
      check,
      300,
      { status: 529, headers: { 'retry-after-ms': '300' } },
      { hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }] },
    ),
  bug: {
    seam: 'default-obedience',
    becomes: '[429]',
    alsoFails: ['overload-holds-back-all', 'throttled-200', 'throttled-403-by-a-header', 'throttled-403-by-its-words'],
  },
};
