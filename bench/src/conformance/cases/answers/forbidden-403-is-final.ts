import type { Case } from '../../case.ts';
import { endsAtOnce } from '../dialects/dialect.fixture.ts';

export const forbidden403IsFinal: Case = {
  id: 'forbidden-403-is-final',
  title: 'A 403 with something remaining is a permission that is missing, and final',
  source: 'GitHub, Rate limits for the REST API',
  run: (check) =>
    endsAtOnce(
      check,
      { status: 403, headers: { 'x-left': '9' } },
      { hints: [], rules: [{ status: 403, header: { name: 'x-left', equals: '0' }, class: 'throttled', retry: true }] },
    ),
  bug: {
    seam: 'rule-on-a-header',
    becomes: 'true',
  },
};
