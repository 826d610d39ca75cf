import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { idempotencyKeyHeader } from '@evenkeel/toolkit/providers';
import type { FastifyRequest } from 'fastify';
import { uniforms } from '../../draw.ts';
import { BadRequest } from '../../errors.ts';
import type { ProblemType } from './gpu/solving.ts';

const TIMEOUT_SECONDS = { min: 0.001, max: 2_592_000, fallback: 3_600 };
export const MAX_IDEMPOTENCY_KEY = 255;

/** The fields that every submit may have, whatever its problem. */
const common = {
  solver: { type: 'string', enum: ['gpu', 'cpu'], default: 'gpu' },
  seed: { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1, description: 'The same gives the same trajectory.' },
  timeout_seconds: {
    type: 'number',
    minimum: TIMEOUT_SECONDS.min,
    maximum: TIMEOUT_SECONDS.max,
    default: TIMEOUT_SECONDS.fallback,
    description: 'Of GPU time after its start; then the job fails.',
  },
} as const;

const schemas = new WeakMap<ProblemType, object>();

/** The schema of a submit's body for such a problem: always the same object, so that it is compiled once. */
export function submissionSchema(type: ProblemType): object {
  const known = schemas.get(type);
  if (known !== undefined) return known;
  const { required, properties } = type.schema;
  const schema = { type: 'object', required, properties: { ...common, ...properties } };
  schemas.set(type, schema);
  return schema;
}

/** A body that its schema has checked. */
export type Submission = Readonly<Record<string, unknown>> & { seed?: number; timeout_seconds?: number };

export function timeoutMsOf({ timeout_seconds = TIMEOUT_SECONDS.fallback }: Submission): number {
  return Math.ceil(timeout_seconds * 1_000);
}

/** A digest that tells apart different submits with the same idempotency key. */
export function digestOf(problemType: string, body: Submission): string {
  return hash('sha256', JSON.stringify([problemType, body]), 'base64');
}

/** What a job's seed and id are derived from, so that the same submit gives the same job on any machine. */
export interface Origin {
  seed: number;
  account: string;
  /** Its idempotency key or, without one, its call's id. */
  name: string;
}

export function seedOf({ seed, account, name }: Origin): number {
  const [u] = uniforms([seed, 'solver', account, name]);
  return Math.floor(u * 2 ** 32);
}

export function idOf({ seed, account, name }: Origin, isTaken: (id: string) => boolean): string {
  for (let n = 0; ; n += 1) {
    const parts = uniforms([seed, 'job', account, name, n]);
    const id = `job_${parts.map((part) => part.toString(16).slice(2, 12).padEnd(10, '0')).join('')}`;
    if (!isTaken(id)) return id;
  }
}

/** @throws BadRequest naming the field */
export function checkedSubmission(request: FastifyRequest, type: ProblemType): Submission {
  const validate = validatorOf(request, type);
  if (validate(request.body)) return request.body as Submission;
  const [first] = validate.errors ?? [];
  throw new BadRequest('invalid_request', `body${first?.instancePath ?? ''} ${first?.message ?? 'is wrong'}`);
}

type Validate = ((body: unknown) => boolean) & { errors?: { instancePath: string; message?: string }[] | null };
const validators = new WeakMap<ProblemType, Validate>();

/** The server's validator for a kind of problem. The route's own lets all bodies pass, since it knows no problem. */
function validatorOf({ server, method, url }: FastifyRequest, type: ProblemType): Validate {
  const known = validators.get(type);
  if (known !== undefined) return known;
  const compiled = server.validatorCompiler?.({ schema: submissionSchema(type), method, url, httpPart: 'body' });
  if (compiled === undefined) throw new TypeError('The server has no validator.');
  validators.set(type, compiled as Validate);
  return compiled as Validate;
}

/** @throws BadRequest for an idempotency key that is empty or too long */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | null {
  const key = headers[idempotencyKeyHeader];
  if (key === undefined) return null;
  if (typeof key === 'string' && key !== '' && key.length <= MAX_IDEMPOTENCY_KEY) return key;
  const message = `${idempotencyKeyHeader} is empty or longer than ${MAX_IDEMPOTENCY_KEY} characters.`;
  throw new BadRequest('invalid_request', message);
}
