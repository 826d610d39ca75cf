import type { Case } from '../../case.ts';
import { endsAtOnce } from '../dialects/dialect.fixture.ts';

export const shouldNotRetryA500: Case = {
  id: 'should-not-retry-a-500',
  title: 'An answer that says so itself is final, though its status is not',
  source: 'openai-node, x-should-retry: false; stripe-node, stripe-should-retry',
  run: (check) =>
    endsAtOnce(
      check,
      { status: 500, headers: { 'x-should-retry': 'false' } },
      { hints: [], shouldRetry: { header: 'x-should-retry', yes: 'true', no: 'false' } },
    ),
  bug: {
    seam: 'should-not-retry',
    becomes: 'true',
  },
};
