import type { Case } from '../../case.ts';
import { waitsForA } from './dialect.fixture.ts';

export const resetInUnixMilliseconds: Case = {
  id: 'reset-in-unix-milliseconds',
  title: 'A reset in milliseconds since the epoch is waited for',
  source: 'APIs whose reset has 13 digits',
  run: (check) => waitsForA(check, 'unix-ms', String),
  bug: {
    seam: 'unix-milliseconds',
    becomes: 'undefined',
  },
};
