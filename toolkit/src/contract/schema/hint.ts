import * as v from 'valibot';
import { bodyPath } from './body-path.ts';
import { byKey, durationMs, fields, headerName, text } from './parts.ts';
import { status } from './rule.ts';

const common = {
  means: v.picklist(['wait', 'reset', 'remaining', 'used', 'limit', 'window-length', 'restore-rate']),
  format: v.picklist([
    'integer',
    'decimal',
    'seconds',
    'milliseconds',
    'duration',
    'unix-s',
    'unix-ms',
    'rfc3339',
    'http-date',
    'retry-after',
    'used/limit',
    'ratelimit',
  ]),
  unit: text,
  policies: v.optional(v.pipe(v.array(text), v.nonEmpty('name a policy'))),
  sentOn: v.picklist(['all', 'refusals']),
  obeyedOn: v.array(
    v.union(
      [v.picklist(['throttled', 'overloaded', 'quota', 'nothing-left', 'any']), status],
      'give throttled, overloaded, quota, nothing-left, any, or a status from 100 to 599',
    ),
  ),
  untold: v.optional(v.array(v.union([v.string(), v.number()], 'give text or a number'))),
  atLeastMs: v.optional(durationMs),
  renews: v.optional(v.picklist(['all', 'some'])),
};

export const hint = byKey(
  { header: fields({ header: headerName, ...common }), body: fields({ body: bodyPath, ...common }) },
  v.never('say where it is: give header, or a path as body'),
);
