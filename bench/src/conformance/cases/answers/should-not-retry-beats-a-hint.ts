import type { Case } from '../../case.ts';
import { endsAtOnce } from '../dialects/dialect.fixture.ts';

export const shouldNotRetryBeatsAHint: Case = {
  id: 'should-not-retry-beats-a-hint',
  title: 'An answer that says not to come again is final, though it asks to wait',
  source: 'openai-node, x-should-retry before retry-after',
  run: (check) =>
    endsAtOnce(
      check,
      { status: 429, headers: { 'x-should-retry': 'false', 'retry-after-ms': '300' } },
      {
        hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }],
        shouldRetry: { header: 'x-should-retry', yes: 'true', no: 'false' },
      },
    ),
  bug: {
    seam: 'should-not-retry',
    becomes: 'true',
  },
};
