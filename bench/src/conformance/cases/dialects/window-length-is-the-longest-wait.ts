import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const windowLengthIsTheLongestWait: Case = {
  id: 'window-length-is-the-longest-wait',
  title: 'Where an API tells only how long its windows are, the next attempt comes after one',
  source: 'HubSpot (X-HubSpot-RateLimit-Interval-Milliseconds)',
  run: (check) =>
    waitsFor(
      check,
      300,
      { status: 429, headers: { 'x-window': '300' } },
      { hints: [{ header: 'x-window', means: 'window-length', format: 'milliseconds', obeyedOn: ['throttled'] }] },
    ),
  bug: {
    seam: 'window-length',
    becomes: '0',
    alsoFails: ['window-of-a-policy'],
  },
};
