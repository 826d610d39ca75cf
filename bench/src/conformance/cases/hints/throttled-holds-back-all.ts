import type { Case } from '../../case.ts';
import { retryAfterMs } from './dialects.fixture.ts';
import { pausesAll } from './pause.fixture.ts';

export const throttledHoldsBackAll: Case = {
  id: 'throttled-holds-back-all',
  title: 'A 429 that does not say what remains holds back the other calls of the client, too',
  source: 'RFC 6585, 4 ("how long to wait before making a new request"); Bottleneck issue 52',
  run: (check) => pausesAll(check, [{ status: 429, headers: { 'retry-after-ms': '500' } }], { hints: [retryAfterMs] }),
  bug: {
    seam: 'throttled-for-all',
    becomes: 'false',
    alsoFails: ['cancel-while-the-gate-is-closed', 'hint-too-long-pauses-for-the-longest-believed'],
  },
};
