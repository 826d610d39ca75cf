import type { Case } from '../../case.ts';
import { rateLimit } from './dialects.fixture.ts';
import { backoffTakesOver } from './malformed.fixture.ts';

export const malformedRateLimit: Case = {
  id: 'malformed-ratelimit',
  title: 'A RateLimit field of which any part is malformed is ignored, and the backoff takes over',
  source: 'draft-ietf-httpapi-ratelimit-headers-11, 7; RFC 9651, 4.2',
  run(check) {
    const values = [
      '"a";r=0;t=8, "b";t=8',
      '"a";r=0;t=-8',
      '"a";r=none;t=8',
      '"a";r=0;t=8,',
      '"a;r=0;t=8',
      '"a" r=0 t=8',
      '("a" "b");r=0;t=8',
    ];
    return backoffTakesOver(
      check,
      values.map((ratelimit) => ({ ratelimit })),
      rateLimit,
    );
  },
  bug: {
    seam: 'malformed-ratelimit',
    becomes: 'continue;',
    alsoFails: ['malformed-hints-are-told'],
  },
};
