import * as v from 'valibot';
import { durationMs, fields, positiveMs } from './parts.ts';

const growing = {
  baseMs: positiveMs,
  factor: v.optional(v.pipe(v.number(), v.finite('give a factor'), v.minValue(1, 'give a factor of at least 1'))),
  capMs: positiveMs,
  firstExponent: v.picklist([0, 1]),
};

export const backoff = v.variant('kind', [
  fields({ kind: v.literal('full-jitter'), ...growing }),
  fields({ kind: v.literal('equal-jitter'), ...growing }),
  fields({ kind: v.literal('additive-jitter'), jitterMs: durationMs, ...growing }),
  v.pipe(
    fields({ kind: v.literal('decorrelated-jitter'), baseMs: positiveMs, capMs: positiveMs }),
    v.check(({ baseMs, capMs }) => baseMs <= capMs, 'let baseMs be at most capMs'),
  ),
  v.pipe(
    fields({ kind: v.literal('uniform'), minMs: durationMs, maxMs: durationMs }),
    v.check(({ minMs, maxMs }) => minMs <= maxMs, 'let minMs be at most maxMs'),
  ),
]);
