import type { Case } from '../../case.ts';
import { tellsHeaders } from '../dialects/dialect.fixture.ts';

export const headersReachTheCaller: Case = {
  id: 'headers-reach-the-caller',
  title: 'The headers of an answer reach the caller',
  source: 'vercel/ai issue 5223 (expose x-ratelimit headers)',
  run: (check) => tellsHeaders(check),
  bug: {
    seam: 'headers-of-an-answer',
    becomes: '{}',
  },
};
