import type { FaultKind } from '../injection/fault.ts';
import { numberField } from '../injection/fields.ts';

const FACTOR = { min: 1, max: 10_000 };

/** A GPU is slower than it should be: the job takes, and is billed, so many times what the API estimates. */
export const gpuSlow: FaultKind = {
  name: 'gpu_slow',
  operation: 'submit',
  fields: {
    factor: {
      type: 'number',
      minimum: FACTOR.min,
      maximum: FACTOR.max,
      description: 'How many times as long the job takes.',
    },
  },
  effect: (request) => ({ does: 'slow-job', factor: numberField(request, 'factor', FACTOR) }),
};
