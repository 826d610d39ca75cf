import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const waitAtAPositionOfTheBody: Case = {
  id: 'wait-at-a-position-of-the-body',
  title: 'A wait in the second element of a list is obeyed',
  source: 'JSON bodies of errors in lists, such as those of GraphQL',
  run: (check) =>
    waitsFor(
      check,
      300,
      { status: 429, body: { errors: [{}, { wait: 300 }] } },
      { hints: [{ body: 'errors[1].wait', means: 'wait', format: 'milliseconds' }] },
    ),
  bug: {
    seam: 'position-in-a-list',
    becomes: 'undefined',
  },
};
