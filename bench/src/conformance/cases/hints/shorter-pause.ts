import type { Case } from '../../case.ts';
import { retryAfterMsAndRemaining } from './dialects.fixture.ts';
import { pausesAll } from './pause.fixture.ts';

const spent = { 'x-ratelimit-remaining': '0' };

export const shorterPause: Case = {
  id: 'shorter-pause',
  title: 'Of two pauses that the server told, the longer one holds, whichever came last',
  source: 'RFC 6585, 4; RFC 9110, 10.2.3',
  run: (check) =>
    pausesAll(
      check,
      [
        { status: 429, headers: { ...spent, 'retry-after-ms': '500' } },
        { status: 429, headers: { ...spent, 'retry-after-ms': '10' }, afterMs: 100 },
      ],
      { hints: retryAfterMsAndRemaining },
    ),
  bug: {
    seam: 'shorter-pause',
    becomes: 'false',
  },
};
