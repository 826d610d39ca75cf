import type { Case } from '../../case.ts';
import { waitsFor } from '../dialects/dialect.fixture.ts';

export const hintOnAListedStatus: Case = {
  id: 'hint-on-a-listed-status',
  title: 'A wait beside a 500 is obeyed where the contract lists that status',
  source: 'Shopify, Twilio: hints beside failures',
  run: (check) =>
    waitsFor(
      check,
      300,
      { status: 500, headers: { 'retry-after-ms': '300' } },
      { hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds', obeyedOn: [500] }] },
    ),
  bug: {
    seam: 'obeyed-on-a-status',
    becomes: 'false',
  },
};
