import type { Case } from '../../case.ts';
import { pausesNobody } from './dialect.fixture.ts';

export const policyByName: Case = {
  id: 'policy-by-name',
  title: 'Of several RateLimit policies the one counts that the contract names',
  source: 'draft-ietf-httpapi-ratelimit-headers-10, 3 (policies have names)',
  run: (check) =>
    pausesNobody(
      check,
      { status: 200, headers: { ratelimit: '"other";r=0;t=2, "mine";r=5;t=2' } },
      {
        hints: [
          { header: 'ratelimit', means: 'remaining', format: 'ratelimit', policies: ['mine'] },
          { header: 'ratelimit', means: 'reset', format: 'ratelimit', policies: ['mine'], obeyedOn: ['nothing-left'] },
        ],
      },
    ),
  bug: {
    seam: 'policies-by-name',
    becomes: 'true',
  },
};
