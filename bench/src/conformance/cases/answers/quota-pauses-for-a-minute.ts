import type { Case } from '../../case.ts';
import { holdsBack } from '../dialects/dialect.fixture.ts';

export const quotaPausesForAMinute: Case = {
  id: 'quota-pauses-for-a-minute',
  title: 'A quota that is spent, without a word for how long, holds back the other calls',
  source: 'Gemini API (PerDay); OpenAI (spend limits)',
  run: (check) =>
    holdsBack(
      check,
      { status: 429, body: { spent: true } },
      { hints: [], rules: [{ status: 429, body: { path: 'spent', equals: true }, class: 'quota', retry: false }] },
    ),
  bug: {
    seam: 'quota-pauses',
    becomes: '0',
  },
};
