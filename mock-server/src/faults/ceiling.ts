import { defineFault } from '../injection/fault.ts';

export default defineFault({
  name: 'ceiling',
  summary: "puts `max` in the place of every key's ceiling that is higher; what is above it is refused as ever",
  fields: {
    max: {
      type: 'integer',
      minimum: 0,
      maximum: 1_000_000,
      description: "In flight at once for each key, where its tier's own ceiling is not lower.",
    },
  },
  defaults: { max: 1 },
  describe: ({ max }) => `at most ${max} in flight for each key`,
  beforeAdmission: ({ max }) => ({ atMost: max }),
});
