import * as v from 'valibot';

/* Parts of the schemas that responses are read by: what an API says is checked, and bounded, before it counts. */

/** Names a thing in paths and texts. */
export const name = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,200}$/), v.notValues(['.', '..']));

/** JSON has no Infinity, but `1e999` is read as one. */
export const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const instant = v.pipe(
  v.string(),
  v.maxLength(100),
  // biome-ignore lint/style/noRestrictedGlobals: reads a text; no clock is asked
  v.check((text) => Number.isFinite(Date.parse(text))),
);

/**
 * Reads one field of a body, which has no other that is wanted.
 *
 * @throws TypeError as {@link readBody} does
 */
export function fieldReader<T>(what: string, field: string, schema: v.GenericSchema<unknown, T>): (body: unknown) => T {
  const whole = v.looseObject({ [field]: schema });
  return (body) => readBody(what, whole, body)[field] as T;
}

/**
 * A body as its schema says; what the schema does not name is left as it is.
 *
 * @throws TypeError naming the first field that is not as the schema says; never with its value
 */
export function readBody<T>(what: string, schema: v.GenericSchema<unknown, T>, body: unknown): T {
  const read = v.safeParse(schema, body, { abortEarly: true });
  if (read.success) return read.output;
  const field = v.getDotPath(read.issues[0]);
  throw new TypeError(field === null ? `${what} is no object.` : `${what} has no "${field}" that can be read.`);
}
