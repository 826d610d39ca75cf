import { defineFault } from '../injection/fault.ts';
import { duration } from '../text.ts';

export default defineFault({
  name: 'latency',
  summary: 'adds `fixedMs` to the service time',
  fields: {
    fixedMs: { type: 'number', minimum: 0, maximum: 600_000, description: 'Added to the service time.' },
  },
  defaults: { rate: 0.1, fixedMs: 3_000 },
  describe: ({ fixedMs }, { requests }) => `${duration(fixedMs)} more on ${requests}`,
  onAnswer: ({ fixedMs }) => ({ addedMs: fixedMs }),
});
