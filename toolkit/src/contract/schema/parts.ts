import * as v from 'valibot';

export const text = v.pipe(v.string(), v.nonEmpty('give a name'));
export const metricLabel = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9_]*$/, 'begin with a lower-case letter, and use lower-case letters, digits and underscores'),
);
export const headerName = v.pipe(
  v.string(),
  v.regex(/^[!#$%&'*+\-.^_`|~0-9a-z]+$/, "give a header's name, in lower case"),
);
const atLeast = (least: number) =>
  v.pipe(v.number(), v.integer('give a whole number'), v.minValue(least, `give at least ${least}`));
export const fromOne = atLeast(1);
export const fromNone = atLeast(0);
export const notNegative = v.pipe(v.number(), v.finite('give a number'), v.minValue(0, 'give at least 0'));
export const positive = v.pipe(v.number(), v.finite('give a number'), v.gtValue(0, 'give a number above 0'));
export const durationMs = v.pipe(
  v.number(),
  v.finite('give milliseconds'),
  v.minValue(0, 'give 0 or more milliseconds'),
);
export const positiveMs = v.pipe(
  v.number(),
  v.finite('give milliseconds'),
  v.gtValue(0, 'give more than 0 milliseconds'),
);
export const share = v.pipe(v.number(), v.gtValue(0, 'give a share above 0'), v.ltValue(1, 'give a share below 1'));

/** An object that has these fields and no other. */
export const fields = <E extends v.ObjectEntries>(entries: E) =>
  v.strictObject(entries, ({ expected }) => {
    const known = Object.keys(entries).join(', ');
    if (expected === 'never') return `leave it out; the fields known here are ${known}`;
    return expected === 'Object' ? `give an object with ${known}` : `it is needed; the fields known here are ${known}`;
  });

/** An object of one of several shapes, told apart by which of these keys it has: the last shape has none of them. */
export function byKey(
  shapes: Readonly<Record<string, v.GenericSchema>>,
  otherwise: v.GenericSchema,
): v.LazySchema<v.GenericSchema> {
  // Not a union: for that, valibot would tell only that no member fits, but not why.
  return v.lazy((input) => {
    const key = Object.keys(shapes).find(
      (each) => typeof input === 'object' && input !== null && Object.hasOwn(input, each),
    );
    return key === undefined ? otherwise : (shapes[key] as v.GenericSchema);
  });
}
