import { BadRequest, show } from '../errors.ts';
import { faultKinds } from '../injection/catalogue.ts';
import type { FaultRequest } from '../injection/fault.ts';
import { numberField, wordField } from '../injection/fields.ts';
import type { NewFault } from '../injection/registry.ts';

const RATE = { min: 0, max: 1 };
const TTL_MS = { min: 1, max: 86_400_000 };
const PER = ['call', 'attempt'] as const;
const ATTEMPTS = ['first'] as const;
const common: readonly (keyof FaultRequest)[] = ['provider', 'fault', 'rate', 'per', 'operation', 'attempts', 'ttlMs'];

/** The body of `POST /admin/faults`, for the API's documentation. */
export const faultRequestSchema = {
  oneOf: faultKinds.map(({ name, fields }) => ({
    type: 'object',
    required: ['provider', 'fault', 'rate', 'ttlMs'],
    additionalProperties: false,
    properties: {
      provider: { type: 'string' },
      fault: { type: 'string', const: name },
      rate: { type: 'number', minimum: RATE.min, maximum: RATE.max, description: 'Share that is hit.' },
      per: { type: 'string', enum: PER, default: 'call' },
      operation: { type: 'string', description: 'Spares the requests of all other operations.' },
      attempts: { type: 'string', enum: ATTEMPTS, description: "Spares a call's retries." },
      ttlMs: { type: 'number', minimum: TTL_MS.min, maximum: TTL_MS.max, description: 'Ends by itself after this.' },
      ...fields,
    },
  })),
};

/**
 * @param providers each with the names of its operations
 * @throws BadRequest naming the field, its value and the remedy.
 */
export function parseFaultRequest(body: unknown, providers: ReadonlyMap<string, readonly string[]>): NewFault {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BadRequest('invalid_fault', `The body is ${show(body)}: send a JSON object.`);
  }
  const fields: Readonly<Record<string, unknown>> = { ...body };
  const provider = wordField(fields, 'provider', [...providers.keys()]);
  const names = faultKinds.map((kind) => kind.name);
  const fault = wordField(fields, 'fault', names);
  const kind = faultKinds.find(({ name }) => name === fault);
  const allowed = [...new Set([...common, ...Object.keys(kind?.fields ?? {})])];
  const unknown = Object.keys(fields).find((field) => !allowed.includes(field));
  if (kind === undefined || unknown !== undefined) {
    throw new BadRequest('invalid_fault', `${show(unknown)} is no field of ${fault}: it has ${allowed.join(', ')}.`);
  }
  const operations = providers.get(provider) ?? [];
  if (kind.operation !== undefined && !operations.includes(kind.operation)) {
    throw new BadRequest('invalid_fault', `fault is "${fault}": ${provider} has no operation ${kind.operation}.`);
  }
  const touches = kind.operation === undefined ? operations : [kind.operation];
  return {
    provider,
    fault,
    rate: numberField(fields, 'rate', RATE),
    per: wordField(fields, 'per', PER, 'call'),
    ...((fields.operation ?? kind.operation) !== undefined && {
      operation: wordField(fields, 'operation', touches, kind.operation),
    }),
    ...(fields.attempts !== undefined && { attempts: wordField(fields, 'attempts', ATTEMPTS) }),
    ttlMs: numberField(fields, 'ttlMs', TTL_MS),
    effect: kind.effect(fields),
  };
}
