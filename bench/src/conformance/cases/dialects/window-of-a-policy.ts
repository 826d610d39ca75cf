import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const windowOfAPolicy: Case = {
  id: 'window-of-a-policy',
  title: 'Where nothing else tells a wait, a policy of one second makes one of a second',
  source: 'draft-ietf-httpapi-ratelimit-headers-10, 3.1.3 (w)',
  run: (check) =>
    waitsFor(
      check,
      1_000,
      { status: 429, headers: { 'ratelimit-policy': '"mine";q=9;w=1' } },
      { hints: [{ header: 'ratelimit-policy', means: 'window-length', format: 'ratelimit', obeyedOn: ['throttled'] }] },
    ),
  bug: {
    seam: 'window-of-a-policy',
    becomes: "'untold'",
  },
};
