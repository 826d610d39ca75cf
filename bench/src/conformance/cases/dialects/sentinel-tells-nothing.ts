import type { Case } from '../../case.ts';
import { tellsNoMistake } from './dialect.fixture.ts';

export const sentinelTellsNothing: Case = {
  id: 'sentinel-tells-nothing',
  title: 'A remaining of -1 tells nothing, and is no mistake that is reported',
  source: 'Azure OpenAI (limit -1, remaining -1, reset 0)',
  run: (check) =>
    tellsNoMistake(check, { 'x-left': '-1' }, [
      { header: 'x-left', means: 'remaining', format: 'integer', untold: [-1] },
    ]),
  bug: {
    seam: 'told-nothing',
    becomes: 'false',
  },
};
