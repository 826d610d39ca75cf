import { BadRequest, show } from '../errors.ts';
import { faults } from '../injection/catalogue.ts';
import type { Fault } from '../injection/fault.ts';
import { objectSchema, readFields } from '../injection/fields.ts';
import type { NewFault } from '../injection/registry.ts';

const name = { type: 'string', minLength: 1 } as const;
const common = {
  rate: { type: 'number', minimum: 0, maximum: 1, description: 'Share that is hit.' },
  per: { type: 'string', enum: ['call', 'attempt'], default: 'call' },
  attempts: { type: 'string', enum: ['first'], optional: true, description: "Spares a call's retries." },
  ttlMs: { type: 'number', minimum: 1, maximum: 86_400_000, description: 'Ends by itself after this.' },
} as const;
const operationSchema = {
  ...name,
  optional: true,
  description: 'Spares the requests of all other operations.',
} as const;
const forAll = {
  rate: { ...common.rate, minimum: 1, description: 'It holds for all.' },
  ttlMs: common.ttlMs,
} as const;

/** A fault that acts before admission spares no request, since nothing is drawn for it. */
const holdsForAll = ({ beforeAdmission }: Fault): boolean => beforeAdmission !== undefined;

/** The body of `POST /admin/faults`, for the API's documentation. */
export const faultRequestSchema = {
  oneOf: [...faults.values()].map((fault) => {
    const fields = holdsForAll(fault) ? forAll : { ...common, operation: operationSchema };
    const named = { provider: name, fault: { ...name, enum: [fault.name] } } as const;
    return { description: `It ${fault.summary}.`, ...objectSchema({ ...named, ...fields, ...fault.fields }) };
  }),
};

/**
 * @param providers the operations' names by provider
 * @throws BadRequest naming the field, its value and the remedy.
 */
export function parseFaultRequest(body: unknown, providers: ReadonlyMap<string, readonly string[]>): NewFault {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BadRequest('invalid_fault', `The body is ${show(body)}: send a JSON object.`);
  }
  const given: Readonly<Record<string, unknown>> = { ...body };
  const { provider, fault: faultName } = readFields(
    {
      provider: { type: 'string', enum: [...providers.keys()] },
      fault: { type: 'string', enum: [...faults.keys()] },
    },
    given,
  );
  const fault = faults.get(faultName) as Fault;
  const allowed = ['provider', 'fault', 'rate', 'per', 'operation', 'attempts', 'ttlMs', ...Object.keys(fault.fields)];
  const unknown = Object.keys(given).find((field) => !allowed.includes(field));
  if (unknown !== undefined) {
    throw new BadRequest(
      'invalid_fault',
      `${show(unknown)} is no field of ${fault.name}: it has ${allowed.join(', ')}.`,
    );
  }
  const operations = providers.get(provider) ?? [];
  if (fault.operation !== undefined && !operations.includes(fault.operation)) {
    throw new BadRequest('invalid_fault', `fault is "${fault.name}": ${provider} has no operation ${fault.operation}.`);
  }
  if (holdsForAll(fault)) requireForAll(fault, given);
  const touches = fault.operation === undefined ? operations : [fault.operation];
  const { rate, per, attempts, ttlMs, operation } = readFields(
    { ...common, operation: { type: 'string', enum: touches, optional: true } },
    given,
  );
  const fields = readFields(fault.fields, given);
  fault.check?.(fields);
  const only = operation ?? fault.operation;
  return {
    provider,
    fault: fault.name,
    rate,
    per,
    ...(only !== undefined && { operation: only }),
    ...(attempts !== null && { attempts }),
    ttlMs,
    fields,
    hooks: fault,
  };
}

function requireForAll({ name }: Fault, { rate, per = 'call', ...given }: Readonly<Record<string, unknown>>): void {
  const refuse = (field: string, value: unknown, remedy: string): never => {
    throw new BadRequest('invalid_fault', `${field} is ${show(value)}: a ${name} holds for all, so ${remedy}.`);
  };
  if (rate !== 1) refuse('rate', rate, 'give 1');
  if (per !== 'call') refuse('per', per, 'leave it out');
  for (const field of ['operation', 'attempts']) {
    if (given[field] !== undefined) refuse(field, given[field], 'leave it out');
  }
}
