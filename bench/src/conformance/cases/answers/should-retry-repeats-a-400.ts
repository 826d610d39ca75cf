import type { Case } from '../../case.ts';
import { waitsForNothing } from '../dialects/dialect.fixture.ts';

export const shouldRetryRepeatsA400: Case = {
  id: 'should-retry-repeats-a-400',
  title: 'An answer that says so itself is repeated, though its status is final',
  source: 'openai-node, x-should-retry: true',
  run: (check) =>
    waitsForNothing(
      check,
      { status: 400, headers: { 'x-should-retry': 'true' } },
      { hints: [], shouldRetry: { header: 'x-should-retry', yes: 'true', no: 'false' } },
    ),
  bug: {
    seam: 'should-retry',
    becomes: 'false',
  },
};
