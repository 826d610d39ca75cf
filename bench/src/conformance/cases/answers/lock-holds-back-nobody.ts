import type { Case } from '../../case.ts';
import { pausesNobody } from '../dialects/dialect.fixture.ts';

export const lockHoldsBackNobody: Case = {
  id: 'lock-holds-back-nobody',
  title: 'A 429 for an object that is locked is about its own call',
  source: 'Stripe, Object lock timeouts (lock_timeout)',
  run: (check) =>
    pausesNobody(
      check,
      { status: 429, headers: { 'retry-after-ms': '1500' }, body: { error: { code: 'lock_timeout' } } },
      {
        hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds', obeyedOn: ['throttled'] }],
        rules: [{ status: 429, body: { path: 'error.code', equals: 'lock_timeout' }, class: 'transient', retry: true }],
      },
    ),
  bug: {
    seam: 'obeyed-on-any',
    // A hint acts on any answer.
    becomes: 'true',
    alsoFails: ['hint-on-200', 'hint-on-503', 'policy-by-name'],
  },
};
