import * as v from 'valibot';
import { backoff } from './backoff.ts';
import { fields, fromNone, fromOne, metricLabel, notNegative, positiveMs, share, text } from './parts.ts';

export const backend = fields({
  breaker: fields({
    timeoutMs: positiveMs,
    errorRatio: share,
    minimumCalls: fromOne,
    window: fields({ sizeMs: positiveMs, buckets: fromOne }),
    resetMs: positiveMs,
  }),
  retries: fields({ max: fromNone, backoff }),
});

export const billing = fields({
  unit: v.literal('gpu-second'),
  from: v.literal('job-started'),
  to: v.literal('job-ended'),
  period: v.literal('month'),
  included: v.record(text, notNegative),
  overageUsd: notNegative,
});

export const guideMetricsSchema = fields({
  enabledBy: text,
  jobDuration: metricLabel,
  jobErrors: metricLabel,
  rateLimitHits: metricLabel,
});
