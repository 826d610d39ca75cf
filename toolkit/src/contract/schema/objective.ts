import * as v from 'valibot';
import { fields, fromNone, fromOne, metricLabel, positiveMs, share, text } from './parts.ts';

const outcomes = v.array(v.picklist(['ok', 'error', 'rejected', 'cancelled']));

const common = {
  name: metricLabel,
  operations: v.pipe(v.array(text), v.nonEmpty('name an operation')),
  objective: share,
  minSamples: fromOne,
  alert: fields({ windowMs: fromOne, forMs: fromNone }),
};

export const objective = v.variant('sli', [
  fields({ ...common, sli: v.literal('errors'), bad: outcomes, excluded: outcomes }),
  fields({
    ...common,
    sli: v.literal('latency'),
    of: v.picklist(['call', 'attempt', 'job']),
    outcomes,
    thresholdMs: positiveMs,
  }),
]);
