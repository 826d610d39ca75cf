import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const waitInAFilteredListOfTheBody: Case = {
  id: 'wait-in-a-filtered-list-of-the-body',
  title: 'A wait in the one element of a list that has the type is obeyed',
  source: 'Gemini API (error.details, google.rpc.RetryInfo.retryDelay)',
  run: (check) =>
    waitsFor(
      check,
      300,
      {
        status: 429,
        body: { error: { details: [{ '@type': 'x.Help' }, { '@type': 'x.RetryInfo', retryDelay: '0.3s' }] } },
      },
      { hints: [{ body: 'error.details[@type~RetryInfo].retryDelay', means: 'wait', format: 'duration' }] },
    ),
  bug: {
    seam: 'part-of-a-field',
    becomes: 'false',
  },
};
