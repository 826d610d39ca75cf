import type { Case } from '../../case.ts';
import { waitsFor } from '../dialects/dialect.fixture.ts';

export const hintOnA420: Case = {
  id: 'hint-on-a-420',
  title: 'A 420 that means a throttle is waited for as it says',
  source: 'A contract of an API with a status of its own',
  run: (check) =>
    waitsFor(
      check,
      300,
      { status: 420, headers: { 'retry-after-ms': '300' } },
      {
        hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }],
        rules: [{ status: 420, class: 'throttled', retry: true }],
      },
    ),
  bug: {
    seam: 'default-obedience',
    becomes: '[429]',
    alsoFails: ['overload-holds-back-all', 'throttled-200', 'throttled-403-by-a-header', 'throttled-403-by-its-words'],
  },
};
