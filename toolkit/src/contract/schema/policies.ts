import * as v from 'valibot';
import { backoff } from './backoff.ts';
import { durationMs, fields, fromNone, fromOne, positiveMs, share } from './parts.ts';

export const retry = fields({
  maxAttempts: fromOne,
  backoff,
  hintJitter: backoff,
  hintMarginMs: durationMs,
  maxHintMs: positiveMs,
  budget: v.nullable(
    fields({
      ratio: v.pipe(v.number(), v.finite('give a ratio'), v.minValue(0, 'give a ratio of at least 0')),
      floorPerWindow: fromNone,
      windowMs: fromOne,
      charges: v.array(v.picklist(['throttled', 'overloaded', 'transient', 'relayed'])),
    }),
  ),
});

export const throttle = fields({
  k: v.optional(v.pipe(v.number(), v.finite('give a number'), v.gtValue(1, 'give a number above 1'))),
  windowMs: v.optional(fromOne),
  minimumRequests: v.optional(fromNone),
});

export const breaker = fields({
  window: fields({ sizeMs: fromOne, buckets: fromOne }),
  minimumCalls: fromOne,
  errorRatio: share,
  compare: v.picklist(['>', '>=']),
  openMs: fromOne,
  probes: fromOne,
  counts: v.array(v.picklist(['throttled', 'overloaded', 'transient', 'relayed', 'permanent'])),
  slowCall: v.optional(fields({ durationMs: positiveMs, ratio: share })),
});
