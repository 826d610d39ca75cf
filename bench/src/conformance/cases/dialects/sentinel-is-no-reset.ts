import type { Case } from '../../case.ts';
import { waitsFor } from './dialect.fixture.ts';

export const sentinelIsNoReset: Case = {
  id: 'sentinel-is-no-reset',
  title: 'A reset of 0 that stands for none leaves the wait to the next hint',
  source: 'Azure OpenAI (reset 0)',
  run: (check) =>
    waitsFor(
      check,
      300,
      { status: 429, headers: { 'x-reset': '0', 'retry-after-ms': '300' } },
      {
        hints: [
          { header: 'x-reset', means: 'reset', format: 'seconds', untold: [0] },
          { header: 'retry-after-ms', means: 'wait', format: 'milliseconds' },
        ],
      },
    ),
  bug: {
    seam: 'told-nothing',
    becomes: 'false',
  },
};
