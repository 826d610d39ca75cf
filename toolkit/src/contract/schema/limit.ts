import * as v from 'valibot';
import { bodyPath } from './body-path.ts';
import { durationMs, fields, fromOne, headerName, positive, positiveMs, text } from './parts.ts';

export const scope = v.union(
  [
    v.picklist(['credential', 'network', 'group']),
    v.strictObject({ param: text }),
    v.strictObject({ request: bodyPath }),
    v.strictObject({ told: headerName }),
  ],
  'give credential, network, group, or an object with one of param, request, told',
);

const common = { name: text, unit: text, amount: fromOne, scope: v.array(scope) };
const rate = { ...common, counts: v.picklist(['admitted', 'every-response']), penaltyMs: durationMs };

/** Whether `Intl` knows the zone. */
function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

const limit = v.variant('kind', [
  fields({
    kind: v.literal('window'),
    ...rate,
    windowMs: positiveMs,
    starts: v.picklist(['first-request', 'aligned', 'rolling']),
  }),
  fields({
    kind: v.literal('calendar'),
    ...rate,
    period: v.picklist(['day', 'month']),
    zone: v.pipe(v.string(), v.check(isZone, 'give the IANA name of a time zone, such as UTC or America/Los_Angeles')),
  }),
  fields({ kind: v.literal('bucket'), ...rate, refillPerSecond: positive }),
  fields({
    kind: v.literal('concurrency'),
    ...common,
    of: v.picklist(['attempt', 'job']),
    retryAfterMs: durationMs,
  }),
]);

export const tier = fields({
  asOf: v.optional(v.pipe(v.string(), v.isoDate('give a date as YYYY-MM-DD'))),
  limits: v.array(limit),
  pool: v.pipe(
    fields({ connections: fromOne, keepAlive: fromOne }),
    v.check(({ connections, keepAlive }) => keepAlive <= connections, 'keep at most as many alive as may be open'),
  ),
});
