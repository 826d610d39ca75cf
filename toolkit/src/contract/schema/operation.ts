import * as v from 'valibot';
import { bodyPath } from './body-path.ts';
import { byKey, durationMs, fields, headerName, metricLabel, notNegative, positiveMs, text } from './parts.ts';

const costSource = v.union(
  [notNegative, v.strictObject({ request: bodyPath, otherwise: notNegative }), v.strictObject({ estimator: text })],
  'give a number of at least 0, { request, otherwise } or { estimator }',
);
const costReport = v.union(
  [v.strictObject({ header: headerName }), v.strictObject({ body: bodyPath }), v.strictObject({ lastEvent: bodyPath })],
  'give { header }, { body } or { lastEvent }',
);
const cost = v.lazy((input) =>
  typeof input === 'number' ? notNegative : fields({ estimate: costSource, settled: v.optional(costReport) }),
);

/** Text without parameters, `{name}` in it, and at its end `{+name}`. */
const template = /^(?:[^\s?#{}*]|\{\w+\})*(?:\{\+\w+\})?$/;
const path = v.pipe(
  v.string(),
  v.startsWith('/', 'start it with a slash'),
  v.regex(template, 'use {name} for one segment, {+name} at the end for any number, and no query or fragment'),
);

export const operation = byKey(
  { via: fields({ via: text }) },
  fields({
    method: v.picklist(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
    path,
    group: text,
    permissions: v.array(text),
    costs: v.record(text, cost),
    sends: v.picklist(['none', 'json', 'text', 'bytes', 'form', 'multipart', 'stream']),
    returns: v.picklist(['none', 'json', 'text', 'bytes', 'stream', 'events']),
    cache: v.optional(fields({ ttlMs: positiveMs, minIntervalMs: durationMs })),
    idempotency: v.picklist(['safe', 'key', 'none']),
    attemptTimeoutMs: positiveMs,
    deadlineMs: positiveMs,
    settleAfterMs: v.optional(positiveMs),
    emulate: fields({
      latencyMedianMs: positiveMs,
      latencySigma: durationMs,
      costs: v.optional(v.record(text, costSource)),
    }),
  }),
);
export const operations = v.record(metricLabel, operation);
