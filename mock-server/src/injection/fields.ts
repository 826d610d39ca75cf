import { BadRequest, show } from '../errors.ts';

/** A number from `min` to `max`, or the fallback where the field is absent. */
export function numberField<T>(
  body: Readonly<Record<string, unknown>>,
  field: string,
  range: { min: number; max: number; whole?: boolean },
  fallback?: T,
): number | T {
  const value = body[field];
  if (value === undefined && fallback !== undefined) return fallback;
  const inRange = typeof value === 'number' && value >= range.min && value <= range.max;
  if (!inRange || (range.whole === true && !Number.isInteger(value))) {
    const kind = range.whole === true ? 'a whole number' : 'a number';
    throw new BadRequest(
      'invalid_fault',
      `${field} is ${show(value)}: give ${kind} from ${range.min} to ${range.max}.`,
    );
  }
  return value;
}

/** One of a few words, or the fallback where the field is absent. */
export function wordField<T extends string>(
  body: Readonly<Record<string, unknown>>,
  field: string,
  words: readonly T[],
  fallback?: T,
): T {
  const value = body[field] ?? fallback;
  const found = words.find((word) => word === value);
  if (found === undefined) {
    throw new BadRequest('invalid_fault', `${field} is ${show(value)}: give one of ${words.join(', ')}.`);
  }
  return found;
}
