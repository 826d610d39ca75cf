import * as v from 'valibot';
import { backoff } from './backoff.ts';
import { bodyPath } from './body-path.ts';
import { byKey, fields, headerName, positiveMs } from './parts.ts';

const remedy = 'give a status from 100 to 599, or a range of two';
export const status = v.pipe(v.number(), v.integer(remedy), v.minValue(100, remedy), v.maxValue(599, remedy));

const statusRange = v.pipe(
  v.tuple([status, status]),
  v.check(([from, to]) => from <= to, 'let the first status be at most the second'),
);

const decision = {
  class: v.picklist(['ok', 'throttled', 'overloaded', 'transient', 'relayed', 'permanent', 'quota', 'payment']),
  retry: v.boolean(),
  backoff: v.optional(backoff),
  pauseMs: v.optional(positiveMs),
};

const scalar = v.union([v.string(), v.number(), v.boolean()], 'give text, a number, true or false');
const equals = v.union([scalar, v.pipe(v.array(scalar), v.nonEmpty('name a value'))], 'give a value or a list of them');

const textual = v.union(
  [v.string(), v.pipe(v.array(v.string()), v.nonEmpty('name a value'))],
  "give text or a list of texts, since a header's value is text",
);

/** The kinds of match on a field that is named in this way, and equals such a value. */
const matches = (place: v.ObjectEntries, equals: v.GenericSchema) => ({
  equals: fields({ ...place, equals }),
  contains: fields({ ...place, contains: v.pipe(v.string(), v.nonEmpty('give a part of the text')) }),
  exists: fields({ ...place, exists: v.boolean() }),
});

const body = { path: bodyPath };
const inBody = matches(body, equals);
const inHeader = matches({ name: headerName }, textual);

const responseRule = fields({
  status: v.union([status, statusRange], remedy),
  header: v.optional(byKey(inHeader, inHeader.exists)),
  body: v.optional(byKey({ ...inBody, unchanged: fields({ ...body, unchanged: v.literal(true) }) }, inBody.exists)),
  ...decision,
});

export const rule = byKey(
  { failure: fields({ failure: v.picklist(['network', 'timeout']), ...decision }) },
  responseRule,
);

export const shouldRetry = fields({ header: headerName, yes: v.string(), no: v.string() });
