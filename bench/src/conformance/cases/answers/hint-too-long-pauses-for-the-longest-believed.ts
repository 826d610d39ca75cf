import type { Case } from '../../case.ts';
import { pausesOthers } from '../dialects/dialect.fixture.ts';

export const hintTooLongPausesForTheLongestBelieved: Case = {
  id: 'hint-too-long-pauses-for-the-longest-believed',
  title: 'A wait that is too long to be believed holds back the other calls for the longest that is',
  source: 'RFC 9110, 10.2.3',
  run: (check) =>
    pausesOthers(
      check,
      400,
      { status: 429, headers: { 'retry-after-ms': '600000' } },
      { hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }], maxHintMs: 400 },
    ),
  bug: {
    seam: 'longest-believed',
    // A wait is believed however long it is.
    becomes: 'Number.POSITIVE_INFINITY',
  },
};
