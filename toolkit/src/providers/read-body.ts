import * as v from 'valibot';

/* Parts of the schemas for responses: what an API says is checked and bounded before it is used. */

/** The name of something, safe to use in paths and texts. */
export const name = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,200}$/), v.notValues(['.', '..']));

/** `finite` is needed: JSON has no Infinity, but `1e999` is read as one. */
export const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const instant = v.pipe(
  v.string(),
  v.maxLength(100),
  // biome-ignore lint/style/noRestrictedGlobals: reads a text; no clock is asked
  v.check((text) => Number.isFinite(Date.parse(text))),
);

/**
 * Makes a reader of one field of a body; the others are ignored.
 *
 * @throws TypeError as {@link readBody} does
 */
export function fieldReader<T>(what: string, field: string, schema: v.GenericSchema<unknown, T>): (body: unknown) => T {
  const whole = v.looseObject({ [field]: schema });
  return (body) => readBody(what, whole, body)[field] as T;
}

/**
 * Reads a body as its schema says. Fields that the schema does not name stay as they are.
 *
 * @throws TypeError that names the first field that breaks the schema, but never holds the field's value
 */
export function readBody<T>(what: string, schema: v.GenericSchema<unknown, T>, body: unknown): T {
  const read = v.safeParse(schema, body, { abortEarly: true });
  if (read.success) return read.output;
  const field = v.getDotPath(read.issues[0]);
  throw new TypeError(field === null ? `${what} is no object.` : `${what} has no "${field}" that can be read.`);
}
