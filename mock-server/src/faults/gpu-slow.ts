import { defineFault } from '../injection/fault.ts';

/** A GPU is slower than it should be: the job takes `factor` times what the API estimates, and is billed for it. */
export default defineFault({
  name: 'gpu_slow',
  summary: 'has the job that a submit brings take `factor` times as long',
  operation: 'submit',
  fields: {
    factor: { type: 'number', minimum: 1, maximum: 10_000, description: 'How many times as long the job takes.' },
  },
  defaults: { rate: 0.1, factor: 16 },
  describe: ({ factor }, { jobs }) => `GPUs ${factor} times as slow in ${jobs}`,
  onJob: ({ factor }) => ({ slowness: factor }),
});
