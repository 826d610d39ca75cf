import { BadRequest } from '../errors.ts';
import type { FaultKind } from '../injection/fault.ts';
import { numberField } from '../injection/fields.ts';

const DELAY_MS = { min: 0, max: 60_000 };
const delay = { type: 'number', minimum: DELAY_MS.min, maximum: DELAY_MS.max };

/** A network of some length: a request is counted when it has arrived, and answered when its answer has. */
export const network: FaultKind = {
  name: 'network',
  fields: {
    minMs: { ...delay, description: 'Each way, at least.' },
    maxMs: { ...delay, description: 'Each way, at most; uniform between the two.' },
  },
  effect(request) {
    const minMs = numberField<number>(request, 'minMs', DELAY_MS);
    const maxMs = numberField<number>(request, 'maxMs', DELAY_MS);
    if (minMs > maxMs)
      throw new BadRequest('invalid_fault', `minMs is ${minMs}: give at most maxMs, which is ${maxMs}.`);
    return { does: 'transport', minMs, maxMs };
  },
};
