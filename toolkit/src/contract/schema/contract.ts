import * as v from 'valibot';
import { backend, billing, guideMetricsSchema } from './backend.ts';
import { hint } from './hint.ts';
import { scope, tier } from './limit.ts';
import { objective } from './objective.ts';
import { operations } from './operation.ts';
import { fields, headerName, metricLabel, text } from './parts.ts';
import { breaker, retry, throttle } from './policies.ts';
import { rule, shouldRetry } from './rule.ts';

const headerValue = v.pipe(v.string(), v.regex(/^[\t\x20-\x7e]*$/, 'give printable ASCII text'));

export const contractSchema = fields({
  schema: v.literal(2, 'this version reads schema 2'),
  name: metricLabel,
  title: text,
  authentication: v.nullable(
    fields({
      header: headerName,
      scheme: headerValue,
      keyEnv: v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'give the name of an environment variable')),
      keyPrefix: headerValue,
      constant: v.record(headerName, headerValue),
    }),
  ),
  networks: v.array(metricLabel),
  tiers: v.record(text, tier),
  defaultTier: text,
  operations,
  hints: v.array(hint),
  learnt: v.optional(v.record(text, v.array(scope))),
  rules: v.array(rule),
  requestIdHeaders: v.array(headerName),
  shouldRetry: v.nullable(shouldRetry),
  retry,
  throttle: v.nullable(throttle),
  breaker,
  backend: v.optional(backend),
  billing: v.optional(billing),
  guideMetrics: v.optional(guideMetricsSchema),
  objectives: v.array(objective),
  ours: v.array(v.pipe(v.string(), v.startsWith('/', 'give a JSON pointer'))),
});
