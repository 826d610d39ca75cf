import type { Check } from '../check.ts';
import { caseOf, contestantOf } from '../run.fixture.ts';
import { twice } from './production.fixture.ts';
import { serve } from './serve.ts';

let chances = 0;

/** Stand for all our cases in the tests of the planting. */
const cases = [
  caseOf('doubles', { run: async (check) => check.equal('twice 4', twice(4), 8) }),
  caseOf('keeps-zero', { run: async (check) => check.equal('twice 0', twice(0), 0) }),
  caseOf('fails-once', {
    run: async (check: Check) => {
      chances += 1;
      check.that(chances > 1, 'by chance');
    },
  }),
  caseOf('not-asked-for', { run: async () => process.exit(9) }),
];

serve(cases, contestantOf('ours'));
