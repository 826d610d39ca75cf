import type { Case } from '../../case.ts';
import { waitsFor } from '../dialects/dialect.fixture.ts';

export const throttled403ByAHeader: Case = {
  id: 'throttled-403-by-a-header',
  title: 'A 403 with nothing remaining is a throttle, and repeated after its wait',
  source: 'GitHub, Rate limits for the REST API (403, x-ratelimit-remaining: 0)',
  run: (check) =>
    waitsFor(
      check,
      300,
      { status: 403, headers: { 'x-left': '0', 'retry-after-ms': '300' } },
      {
        hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }],
        rules: [{ status: 403, header: { name: 'x-left', equals: '0' }, class: 'throttled', retry: true }],
      },
    ),
  bug: {
    seam: 'rule-on-a-header',
    becomes: 'false',
  },
};
