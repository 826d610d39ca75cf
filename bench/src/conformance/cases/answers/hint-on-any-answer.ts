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
    seam: 'opens-for-the-line',
    becomes: '',
    // Whoever waits for the end of a pause.
    alsoFails: [
      ...['date-of-the-far-future', 'hint-too-long-pauses-for-the-longest-believed', 'nothing-left', 'shorter-pause'],
      ...['throttled-holds-back-all', 'quota-pauses-the-others', 'overload-holds-back-all'],
      ...['resume-keeps-the-servers-pause', 'used-of-a-limit-is-nothing-left', 'used-and-limit-are-nothing-left'],
    ],
  },
};
