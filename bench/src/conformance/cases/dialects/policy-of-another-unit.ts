import type { Case } from '../../case.ts';
import { pausesNobody } from './dialect.fixture.ts';

export const policyOfAnotherUnit: Case = {
  id: 'policy-of-another-unit',
  title: 'A RateLimit policy that counts bytes says nothing of requests',
  source: 'draft-ietf-httpapi-ratelimit-headers-10, 3.1.2 (qu)',
  run: (check) =>
    pausesNobody(
      check,
      {
        status: 200,
        headers: { ratelimit: '"volume";r=0;t=2', 'ratelimit-policy': '"volume";q=9;qu="content-bytes";w=60' },
      },
      {
        hints: [
          { header: 'ratelimit', means: 'remaining', format: 'ratelimit' },
          { header: 'ratelimit', means: 'reset', format: 'ratelimit', obeyedOn: ['nothing-left'] },
        ],
      },
    ),
  bug: {
    seam: 'policy-of-another-unit',
    becomes: 'true',
  },
};
