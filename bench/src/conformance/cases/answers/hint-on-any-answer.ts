import type { Case } from '../../case.ts';
import { pausesOthers } from '../dialects/dialect.fixture.ts';

export const hintOnAnyAnswer: Case = {
  id: 'hint-on-any-answer',
  title: 'A wait beside a 200 holds back the other calls where the contract says so',
  source: 'APIs that ask to slow down before they refuse',
  run: (check) =>
    pausesOthers(
      check,
      300,
      { status: 200, headers: { 'retry-after-ms': '300' } },
      { hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds', obeyedOn: ['any'] }] },
    ),
  bug: {
    seam: 'precedence',
    // A hint that acts on any answer acts on none.
    becomes: "$&.filter(({ obeyedOn }) => !obeyedOn.includes('any'))",
  },
};
