import { attemptHeader, callIdHeader, idempotencyKeyHeader } from '@evenkeel/toolkit/providers';
import { adminDocs } from '../../admin/docs.ts';
import type { MockSettings } from '../../settings.ts';

const text = { type: 'string' } as const;
const open = { type: 'object', additionalProperties: true } as const;
const amount = { amount: { type: 'number' }, currency: text } as const;

function limitsInWords({ tiers }: MockSettings): string {
  const [tier] = Object.values(tiers);
  if (tier?.counted == null) return '';
  const { amount: limit, windowMs, penaltyMs } = tier.counted;
  return `Each response counts: ${limit} in ${windowMs / 1_000} s for each network and group; beyond it all are refused for ${penaltyMs / 1_000} s.`;
}

const failures = {
  400: 'The body is not as it should be.',
  401: 'The API key is missing or unknown.',
  402: 'It costs something: the invoice says what.',
  404: 'There is no such thing.',
  410: 'The invoice has expired.',
  429: 'Too many requests; `retryAfter` says in how many seconds they are taken again. There is no Retry-After header.',
  '5xx': 'The API, or what is behind it, failed. An open circuit breaker answers with the time at which it opened.',
};

const bodies: Readonly<Record<string, object>> = {
  agent_call: { type: 'object', required: ['input'], properties: { input: { anyOf: [{ type: 'object' }, text] } } },
  invoice_pay: { type: 'object', required: ['amount', 'currency'], properties: amount },
};

const summaries: Readonly<Record<string, string>> = {
  discover: 'List the agents of a network',
  agent_call: 'Call an agent',
  invoice_pay: 'Pay an invoice; again is harmless',
  invoice_replay: 'Get what a paid invoice is for; again is harmless',
};

/** The schema that checks an operation's request and documents it. */
export function neuraSchema(operation: string, settings: MockSettings) {
  const body = bodies[operation];
  const responses = Object.entries(failures).map(([status, description]) => [status, { description, ...open }]);
  return {
    operationId: operation,
    summary: summaries[operation] ?? operation,
    description: limitsInWords(settings),
    tags: [settings.provider],
    security: [{ apiKey: [] }],
    headers: {
      type: 'object',
      properties: {
        [callIdHeader]: { ...text, description: 'Names the call in the journal and settles its faults.' },
        [attemptHeader]: { ...text, description: 'Which attempt of the call it is, from 1.' },
        [idempotencyKeyHeader]: { ...text, description: 'The same key again is the same request.' },
      },
    },
    ...(body && { body }),
    response: { 200: { description: 'It is done.', ...open }, ...Object.fromEntries(responses) },
  };
}

const count = { type: 'integer' } as const;
const timeOrNull = { type: ['string', 'null'] } as const;

export const booksSchema = adminDocs("Read the books of Neura's invoices", {
  200: {
    description: 'Oldest first.',
    type: 'object',
    properties: {
      written: count,
      paid: count,
      settled: count,
      evicted: { ...count, description: 'How many had to make room since the start.' },
      invoices: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            id: text,
            agent: text,
            network: text,
            ...amount,
            createdAt: text,
            expiresAt: text,
            paidAt: timeOrNull,
            settledAt: timeOrNull,
            payments: { ...count, description: 'How often a payment was taken.' },
            settlements: { ...count, description: 'How often its call was done.' },
          },
        },
      },
    },
  },
} as const);
