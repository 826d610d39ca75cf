import type { Case } from '../../case.ts';
import { costsNothing, retryAfterMsAndRemaining } from './dialects.fixture.ts';
import { pausesAll } from './pause.fixture.ts';

export const nothingLeft: Case = {
  id: 'nothing-left',
  title: 'When nothing remains after a success, the whole client pauses for as long as the server says',
  source: 'Nimbus guide; draft-ietf-httpapi-ratelimit-headers-11, 7 (SHOULD NOT exceed the available quota)',
  run(check) {
    const headers = { 'x-ratelimit-remaining': '0', 'retry-after-ms': '500' };
    return pausesAll(check, [{ headers }], { hints: retryAfterMsAndRemaining, costs: costsNothing });
  },
  bug: {
    seam: 'nothing-left',
    becomes: 'false',
    alsoFails: ['used-and-limit-are-nothing-left', 'used-of-a-limit-is-nothing-left'],
  },
};
