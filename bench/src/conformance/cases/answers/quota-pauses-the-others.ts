import type { Case } from '../../case.ts';
import { pausesOthers } from '../dialects/dialect.fixture.ts';

export const quotaPausesTheOthers: Case = {
  id: 'quota-pauses-the-others',
  title: 'A quota that is spent holds back the other calls for as long as its rule says',
  source: 'OpenAI, Error codes; HubSpot (daily policy)',
  run: (check) =>
    pausesOthers(
      check,
      300,
      { status: 429, body: { policy: 'DAILY' } },
      {
        hints: [],
        rules: [{ status: 429, body: { path: 'policy', equals: 'DAILY' }, class: 'quota', retry: false, pauseMs: 300 }],
      },
    ),
  bug: {
    seam: 'pause-of-a-rule',
    becomes: 'undefined',
    alsoFails: ['quota-pauses-for-a-minute'],
  },
};
