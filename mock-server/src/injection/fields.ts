import { BadRequest, show } from '../errors.ts';

export type FieldValue = number | string;

/**
 * A field of a request to the admin API, as a JSON schema. A field with neither a
 * `default` nor `optional` must be given. The schema says all that is checked,
 * and the documentation is made from it.
 */
export type FieldSchema = {
  description?: string;
  /** May be left out; then it is null. */
  optional?: true;
} & (
  | { type: 'number' | 'integer'; minimum: number; maximum: number; default?: number }
  | { type: 'string'; minLength?: 1; enum?: readonly string[]; default?: string }
);

export type FieldSchemas = Readonly<Record<string, FieldSchema>>;

type ValueOf<S> = S extends { enum: readonly (infer Word)[] } ? Word : S extends { type: 'string' } ? string : number;
type MayBeLeftOut = { default: unknown } | { optional: true };

/** The fields as a request gives them. */
export type GivenFields<F> = { -readonly [K in keyof F as F[K] extends MayBeLeftOut ? never : K]: ValueOf<F[K]> } & {
  -readonly [K in keyof F as F[K] extends MayBeLeftOut ? K : never]?: ValueOf<F[K]>;
};

/** The fields once they are read: null where an optional one was left out. */
export type ReadFields<F> = {
  readonly [K in keyof F]: ValueOf<F[K]> | (F[K] extends { optional: true } ? null : never);
};

/** @throws BadRequest naming the field that is missing or out of range, its value, and the remedy. */
export function readFields<const F extends FieldSchemas>(
  schemas: F,
  body: Readonly<Record<string, unknown>>,
): ReadFields<F> {
  const read = Object.entries(schemas).map(([name, schema]) => [name, readField(name, schema, body[name])]);
  return Object.fromEntries(read) as ReadFields<F>;
}

function readField(name: string, schema: FieldSchema, value: unknown): FieldValue | null {
  if (value === undefined && schema.default !== undefined) return schema.default;
  if (value === undefined && schema.optional) return null;
  const refuse = (remedy: string): never => {
    throw new BadRequest('invalid_fault', `${name} is ${show(value)}: give ${remedy}.`);
  };
  if (schema.type === 'string') {
    if (schema.enum !== undefined) {
      return schema.enum.find((word) => word === value) ?? refuse(`one of ${schema.enum.join(', ')}`);
    }
    return typeof value === 'string' && value !== ''
      ? value
      : refuse(schema.optional ? 'a name, or leave it out' : 'a name');
  }
  const { minimum, maximum } = schema;
  const whole = schema.type === 'integer';
  const inRange = typeof value === 'number' && value >= minimum && value <= maximum;
  if (inRange && (!whole || Number.isInteger(value))) return value;
  return refuse(`${whole ? 'a whole number' : 'a number'} from ${minimum} to ${maximum}`);
}

/** An object of these fields and no others, for the API's documentation. */
export function objectSchema(schemas: FieldSchemas): object {
  const entries = Object.entries(schemas);
  return {
    type: 'object',
    required: entries.flatMap(([name, one]) => (one.default === undefined && !one.optional ? [name] : [])),
    additionalProperties: false,
    properties: Object.fromEntries(entries.map(([name, { optional: _, ...schema }]) => [name, schema])),
  };
}
