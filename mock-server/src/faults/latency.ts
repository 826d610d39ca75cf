import type { FaultKind } from '../injection/fault.ts';
import { numberField } from '../injection/fields.ts';

const FIXED_MS = { min: 0, max: 600_000 };

export const latency: FaultKind = {
  name: 'latency',
  fields: {
    fixedMs: {
      type: 'number',
      minimum: FIXED_MS.min,
      maximum: FIXED_MS.max,
      description: 'Added to the service time.',
    },
  },
  effect(request) {
    return { does: 'delay', fixedMs: numberField(request, 'fixedMs', FIXED_MS) };
  },
};
