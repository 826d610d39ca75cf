import type { Case } from '../../case.ts';
import { waitsFor } from '../dialects/dialect.fixture.ts';

export const throttled403ByItsWords: Case = {
  id: 'throttled-403-by-its-words',
  title: 'A 403 that speaks of a secondary rate limit is repeated',
  source: 'GitHub, About secondary rate limits',
  run: (check) =>
    waitsFor(
      check,
      300,
      {
        status: 403,
        headers: { 'retry-after-ms': '300' },
        body: { message: 'You have exceeded a secondary rate limit.' },
      },
      {
        hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }],
        rules: [
          { status: 403, body: { path: 'message', contains: 'secondary rate limit' }, class: 'throttled', retry: true },
        ],
      },
    ),
  bug: {
    seam: 'part-of-a-text',
    becomes: 'false',
  },
};
