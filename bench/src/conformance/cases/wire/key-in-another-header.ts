import type { Case } from '../../case.ts';
import { authenticates } from '../dialects/dialect.fixture.ts';

export const keyInAnotherHeader: Case = {
  id: 'key-in-another-header',
  title: 'The key is in the header that the API asks for, and in no other',
  source: 'Anthropic (x-api-key); Azure OpenAI (api-key); Gemini (x-goog-api-key)',
  run: (check) =>
    authenticates(check, { header: 'x-api-key', scheme: '' }, { 'x-api-key': 'scr_conformance', authorization: null }),
  bug: {
    seam: 'header-of-a-key',
    becomes: "'authorization'",
  },
};
