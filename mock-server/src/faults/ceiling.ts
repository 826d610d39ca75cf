import { BadRequest, show } from '../errors.ts';
import type { FaultKind } from '../injection/fault.ts';
import { numberField } from '../injection/fields.ts';

const MAX = { min: 0, max: 1_000_000, whole: true };

/** Nothing is drawn for it: what does not fit is refused, whichever request that is. */
function requireForAll(request: Readonly<Record<string, unknown>>): void {
  const { rate, per = 'call' } = request;
  if (rate !== 1) throw new BadRequest('invalid_fault', `rate is ${show(rate)}: a ceiling holds for all, so give 1.`);
  if (per !== 'call') {
    throw new BadRequest('invalid_fault', `per is ${show(per)}: a ceiling holds for all, so leave it out.`);
  }
}

export const ceiling: FaultKind = {
  name: 'ceiling',
  fields: {
    rate: { type: 'number', const: 1, description: 'It holds for all.' },
    per: { type: 'string', const: 'call', default: 'call' },
    max: {
      type: 'integer',
      minimum: MAX.min,
      maximum: MAX.max,
      description: "In flight at once for each key, where its tier's own ceiling is not lower.",
    },
  },
  effect(request) {
    requireForAll(request);
    return { does: 'cap', max: numberField(request, 'max', MAX) };
  },
};
