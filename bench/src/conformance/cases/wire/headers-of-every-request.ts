import type { Case } from '../../case.ts';
import { authenticates } from '../dialects/dialect.fixture.ts';

export const headersOfEveryRequest: Case = {
  id: 'headers-of-every-request',
  title: 'A version that the API asks for is in each request',
  source: 'Anthropic (anthropic-version); Notion (notion-version)',
  run: (check) =>
    authenticates(
      check,
      { constant: { 'x-version': '2026-01-01' } },
      { 'x-version': '2026-01-01', authorization: 'Bearer scr_conformance' },
    ),
  bug: {
    seam: 'constant-headers',
    becomes: '{}',
  },
};
