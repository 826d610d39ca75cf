import type { Case } from '../../case.ts';
import { authenticates } from '../dialects/dialect.fixture.ts';

export const keyBehindAnotherScheme: Case = {
  id: 'key-behind-another-scheme',
  title: 'The key stands behind the scheme that the API asks for',
  source: 'Discord (Authorization: Bot)',
  run: (check) => authenticates(check, { scheme: 'Bot' }, { authorization: 'Bot scr_conformance' }),
  bug: {
    seam: 'scheme-of-a-key',
    becomes: "$&.replace(/^\\w+/, 'Bearer')",
  },
};
