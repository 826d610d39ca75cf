import type { Case } from '../../case.ts';
import { waitsForNothing } from '../dialects/dialect.fixture.ts';

export const failed200: Case = {
  id: 'failed-200',
  title: 'A 200 that says ok: false is a failure, and repeated',
  source: 'Slack Web API (all errors but 429 are a 200)',
  run: (check) =>
    waitsForNothing(
      check,
      { status: 200, body: { ok: false, error: 'internal_error' } },
      {
        hints: [],
        rules: [
          {
            status: 200,
            body: { path: 'error', equals: ['internal_error', 'service_unavailable'] },
            class: 'transient',
            retry: true,
          },
        ],
      },
    ),
  bug: {
    seam: 'one-of-the-values',
    becomes: 'false',
  },
};
