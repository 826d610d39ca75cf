import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const leastWait: Case = {
  id: 'least-wait',
  title: 'A wait that is shorter than the API ever means is taken for the shortest that it does',
  source: 'GitHub, Rate limits for the REST API (wait at least one minute)',
  run: (check) =>
    waitsFor(
      check,
      400,
      { status: 429, headers: { 'retry-after': '0' } },
      { hints: [{ header: 'retry-after', means: 'wait', format: 'retry-after', atLeastMs: 400 }] },
    ),
  bug: {
    seam: 'least-wait',
    becomes: '0',
  },
};
