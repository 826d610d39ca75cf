import { attemptHeader, callIdHeader, idempotencyKeyHeader } from '@evenkeel/toolkit/providers';
import { errorSchema } from '../../schemas.ts';
import type { MockSettings } from '../../settings.ts';
import { jobStatuses } from './gpu/job.ts';
import type { Solver } from './gpu/solving.ts';
import { MAX_IDEMPOTENCY_KEY, submissionSchema } from './submission.ts';

/** An event's id as `Last-Event-ID` gives it. */
export const EVENT_ID = /^\d{1,9}$/;

const text = { type: 'string' } as const;
const open = { type: 'object', additionalProperties: true } as const;
const time = { ...text, description: 'Of the GPU clock, whole milliseconds.' } as const;
const timeOrNull = { type: ['string', 'null'] } as const;
const number = { type: 'number' } as const;
const count = { type: 'integer' } as const;

function limitsInWords({ tiers }: MockSettings): string {
  const rows = Object.entries(tiers).map(([name, { ceiling, meters }]) => {
    const quotas = meters.flatMap((meter) =>
      meter.kind === 'window' ? [`${meter.amount} submits in ${meter.windowMs / 1_000} s`] : [],
    );
    return `${name}: ${[...quotas, `${ceiling?.amount ?? 'any number of'} jobs at once`].join(', ')}`;
  });
  return `A job is at once from its submit to its end. Limits by plan: ${rows.join('; ')}.`;
}

const job = {
  type: 'object',
  additionalProperties: true,
  properties: {
    id: text,
    problem_type: text,
    idempotency_key: { type: ['string', 'null'] },
    status: { type: 'string', enum: jobStatuses },
    submitted_at: time,
    started_at: timeOrNull,
    ended_at: timeOrNull,
    estimated_gpu_seconds: { ...number, description: 'To full convergence.' },
    billed_gpu_seconds: { type: ['number', 'null'], description: 'ended_at - started_at; null until it has ended.' },
    progress: {
      type: 'object',
      properties: { iteration: count, iterations: count, best_energy: { type: ['number', 'null'] } },
    },
    result: { ...open, type: ['object', 'null'] },
    error: { type: ['object', 'null'], properties: { code: text, message: text } },
  },
} as const;

const usage = {
  type: 'object',
  properties: {
    used_gpu_seconds: { ...number, description: 'The bills of jobs that have ended in this calendar month (UTC).' },
    included_gpu_seconds: number,
    overage_usd: number,
    period_start: time,
    period_end: time,
    running_jobs: count,
    queued_jobs: count,
  },
} as const;

/** The successful answers of each operation. */
const done: Readonly<Record<string, Readonly<Record<number, object>>>> = {
  submit: { 202: { description: 'It is taken on; or it was already, where the idempotency key is known.', ...job } },
  job_get: { 200: { description: 'The job.', ...job } },
  job_find: {
    200: {
      description: 'Newest first, at most 100.',
      type: 'object',
      properties: { jobs: { type: 'array', items: job } },
    },
  },
  job_cancel: { 200: { description: 'The job, which has ended.', ...job } },
  job_stream: {
    200: {
      description:
        'Events `status`, `progress` and, as the last one, `end`, with ids from 1; comments as signs of life between.',
      content: { 'text/event-stream': { schema: text } },
    },
  },
  usage: { 200: { description: 'What is used and what it costs.', ...usage } },
  key: {
    200: {
      description: 'What the key may do.',
      type: 'object',
      properties: { plan: text, scopes: { type: 'array', items: text } },
    },
  },
};

const summaries: Readonly<Record<string, string>> = {
  submit: 'Submit a problem',
  job_get: 'Read a job',
  job_find: 'Find jobs',
  job_cancel: 'Cancel a job; again is harmless',
  job_stream: "Follow a job's events",
  usage: 'Read what is used',
  key: 'Read what the key may do',
};

const failures = {
  400: 'The request is not as it should be.',
  401: 'The API key is missing, unknown or revoked.',
  403: 'The key lacks a scope; the message names it.',
  404: 'There is no such thing.',
  409: 'The idempotency key was used for another submit.',
  429: 'Too many submits, or too many jobs at once; not taken on.',
  '5xx': 'The API failed.',
};

const query = {
  type: 'object',
  additionalProperties: false,
  properties: { idempotency_key: text, status: { type: 'string', enum: jobStatuses } },
} as const;

function headersOf(operation: string): Record<string, object> {
  return {
    [callIdHeader]: { ...text, description: 'Names the call in the journal and settles its faults.' },
    [attemptHeader]: { ...text, description: 'Which attempt of the call it is, from 1.' },
    ...(operation === 'submit' && {
      [idempotencyKeyHeader]: {
        ...text,
        minLength: 1,
        maxLength: MAX_IDEMPOTENCY_KEY,
        description: 'The same key again is the same job, billed once.',
      },
    }),
    ...(operation === 'job_stream' && {
      'last-event-id': {
        ...text,
        pattern: EVENT_ID.source,
        description: 'Events after this one; from the first, without.',
      },
    }),
  };
}

/** The schema that documents an operation, and checks its request except for a submit's body. */
export function neroxSchema(operation: string, settings: MockSettings, types: Solver['types']) {
  const { method, path, permissions: scopes } = settings.operations[operation] as MockSettings['operations'][string];
  const hints = settings.hints.map((hint) => [hint.header, { type: 'integer' }]);
  const responses = Object.entries(failures).map(([status, description]) => {
    const headers = status === '429' ? { headers: Object.fromEntries(hints) } : {};
    return [status, { description, ...headers, ...errorSchema }];
  });
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, text]);
  const needs = scopes.length === 0 ? 'Any key may.' : `Scope: ${scopes.join(', ')}.`;
  return {
    operationId: operation,
    summary: summaries[operation] ?? operation,
    description: operation === 'submit' ? `${needs} ${limitsInWords(settings)}` : needs,
    tags: [settings.provider],
    security: [{ apiKey: [] }],
    headers: { type: 'object', properties: headersOf(operation) },
    ...(named.length > 0 && { params: { type: 'object', properties: Object.fromEntries(named) } }),
    ...(operation === 'job_find' && { querystring: query }),
    ...(method === 'POST' && operation === 'submit' && { body: { oneOf: [...types.values()].map(submissionSchema) } }),
    response: { ...done[operation], ...Object.fromEntries(responses) },
  };
}

const ms = { type: 'integer', description: 'Whole epoch milliseconds of the GPU clock.' } as const;
const msOrNull = { type: ['integer', 'null'] } as const;

export const clockSchema = {
  200: {
    description: 'The GPU clock.',
    type: 'object',
    properties: { now: ms, scale: { ...number, description: 'GPU milliseconds a millisecond; 0: frozen.' } },
  },
  400: { description: 'A field is missing or out of range.', ...errorSchema },
} as const;

export const jobJournalSchema = {
  200: {
    description: 'Jobs and, written when it happened, what happened to them; oldest first.',
    type: 'object',
    properties: {
      jobs: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            id: text,
            key: { ...text, description: 'The account: a name, or the fingerprint of its key.' },
            idempotencyKey: { type: ['string', 'null'] },
            problemType: text,
            submittedMs: ms,
            startedMs: msOrNull,
            endedMs: msOrNull,
            status: text,
            billedMs: msOrNull,
            estimatedMs: count,
            iterations: count,
          },
        },
      },
      events: {
        type: 'array',
        items: { type: 'object', properties: { seq: count, job: text, event: text, atMs: ms } },
      },
      evicted: { ...count, description: 'How many jobs had to make room since the start.' },
    },
  },
} as const;
