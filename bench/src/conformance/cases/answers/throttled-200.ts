import type { Case } from '../../case.ts';
import { waitsFor } from '../dialects/dialect.fixture.ts';

export const throttled200: Case = {
  id: 'throttled-200',
  title: 'A 200 whose errors say RATE_LIMITED is repeated, and told to nobody',
  source: 'GitHub, Rate limits for the GraphQL API (200)',
  run: (check) =>
    waitsFor(
      check,
      300,
      { status: 200, headers: { 'retry-after-ms': '300' }, body: { errors: [{ type: 'RATE_LIMITED' }] } },
      {
        hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }],
        rules: [
          {
            status: 200,
            body: { path: 'errors[type=RATE_LIMITED].type', exists: true },
            class: 'throttled',
            retry: true,
          },
        ],
      },
    ),
  bug: {
    seam: 'field-is-there',
    becomes: 'false',
  },
};
