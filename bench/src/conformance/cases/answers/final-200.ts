import type { Case } from '../../case.ts';
import { rejectsAtOnce } from '../dialects/dialect.fixture.ts';

export const final200: Case = {
  id: 'final-200',
  title: 'A 200 that says ok: false for good ends the call',
  source: 'Slack Web API',
  run: (check) =>
    rejectsAtOnce(
      check,
      { status: 200, body: { ok: false, error: 'channel_not_found' } },
      { hints: [], rules: [{ status: 200, body: { path: 'ok', equals: false }, class: 'permanent', retry: false }] },
    ),
  bug: {
    seam: 'equal-field',
    becomes: 'false',
    alsoFails: [
      'lock-holds-back-nobody',
      'quota-pauses-for-a-minute',
      'quota-pauses-the-others',
      'throttled-403-by-a-header',
    ],
  },
};
