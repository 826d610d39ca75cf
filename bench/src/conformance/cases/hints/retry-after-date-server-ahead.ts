import type { Case } from '../../case.ts';
import { comesWhenDue, imfFixdate } from './second-attempt.fixture.ts';

export const retryAfterDateServerAhead: Case = {
  id: 'retry-after-date-server-ahead',
  title: "A date is read against the response's own Date: a server's clock that is an hour ahead costs no hour",
  source: 'RFC 9110, 10.2.3 and 6.6.1 (Date)',
  run: (check) => comesWhenDue(check, (untilMs) => ({ 'retry-after': imfFixdate(untilMs) }), { skewMs: 3_600_000 }),
  bug: {
    seam: 'lying-date',
    // The client's clock decides, whatever the Date says.
    becomes: 'true',
    alsoFails: ['retry-after-date-server-behind'],
  },
};
