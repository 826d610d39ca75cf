import type { Case } from '../../case.ts';
import { tellsTheRequest } from '../dialects/dialect.fixture.ts';

export const requestIdInAnError: Case = {
  id: 'request-id-in-an-error',
  title: 'An error has the id by which the API can find the request',
  source: 'OpenAI (x-request-id); Anthropic, Stripe (request-id)',
  run: (check) => tellsTheRequest(check),
  bug: {
    seam: 'request-id',
    becomes: 'undefined',
  },
};
