import type { Case } from '../../case.ts';
import { comesWhenDue, imfFixdate } from './second-attempt.fixture.ts';

export const retryAfterDateServerBehind: Case = {
  id: 'retry-after-date-server-behind',
  title: 'A date of a server whose clock is an hour behind is not taken for one in the past',
  source: 'RFC 9110, 10.2.3 and 6.6.1 (Date)',
  run: (check) => comesWhenDue(check, (untilMs) => ({ 'retry-after': imfFixdate(untilMs) }), { skewMs: -3_600_000 }),
  bug: {
    seam: 'servers-clock',
    // Each date is taken for one in the past, unless the client's clock has it in the future.
    becomes: 'Number.NEGATIVE_INFINITY',
    alsoFails: ['retry-after-date-server-ahead'],
  },
};
