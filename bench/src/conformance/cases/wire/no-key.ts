import type { Case } from '../../case.ts';
import { authenticates } from '../dialects/dialect.fixture.ts';

export const noKey: Case = {
  id: 'no-key',
  title: 'An API that asks for no key gets none',
  source: 'RFC 9110, 11.6.2 (credentials are sent where they are asked for)',
  run: (check) => authenticates(check, null, { authorization: null }),
  bug: {
    seam: 'no-key',
    becomes: 'false',
  },
};
