import type { Case } from '../../case.ts';
import { endsAtOnce } from '../dialects/dialect.fixture.ts';

export const hintTooLongIsTold: Case = {
  id: 'hint-too-long-is-told',
  title: 'A wait that is too long to be believed is told at once, and nothing is sent before',
  source: 'RFC 9110, 10.2.3; a client may refuse to wait, not to obey',
  run: (check) =>
    endsAtOnce(
      check,
      { status: 429, headers: { 'retry-after-ms': '600' } },
      { hints: [{ header: 'retry-after-ms', means: 'wait', format: 'milliseconds' }], maxHintMs: 400 },
    ),
  bug: {
    seam: 'hint-too-long',
    becomes: 'true',
  },
};
