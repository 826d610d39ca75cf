import { attemptHeader, callIdHeader, type Hint } from '@evenkeel/toolkit/providers';
import { errorSchema } from '../../schemas.ts';
import type { MockSettings } from '../../settings.ts';

const meanings: Readonly<Partial<Record<Hint['means'], string>>> = {
  remaining: "Requests left in the key's current window when the response was written.",
  wait: 'How long to wait before the next request; 0 while requests remain.',
};

function limitsInWords(settings: MockSettings): string {
  const rows = Object.entries(settings.tiers).map(([name, { ceiling, meters }]) => {
    const quotas = meters.flatMap((meter) =>
      meter.kind === 'window' ? [`${meter.amount} requests in ${meter.windowMs / 1_000} s`] : [],
    );
    return `${name}: ${[`${ceiling?.amount ?? 'any number'} in flight`, ...quotas].join(', ')}`;
  });
  return `A batch sends these in parallel. Limits of a key by tier: ${rows.join('; ')}.`;
}

/** The schema that checks the request, serialises the response and documents both. */
export function inferSchema(settings: MockSettings) {
  const hints = settings.hints.map((hint) => [hint.header, { type: 'integer', description: meanings[hint.means] }]);
  const headers = Object.fromEntries(hints);
  const failure = (description: string) => ({ description, headers, ...errorSchema });
  return {
    operationId: 'infer',
    summary: 'Run one inference',
    description: limitsInWords(settings),
    tags: [settings.provider],
    security: [{ apiKey: [] }],
    headers: {
      type: 'object',
      properties: {
        [callIdHeader]: { type: 'string', description: 'Names the call in the journal and settles its faults.' },
        [attemptHeader]: { type: 'string', description: 'Which attempt of the call it is, from 1.' },
      },
    },
    body: {
      type: 'object',
      required: ['prompt'],
      properties: { prompt: { type: 'string', minLength: 1 } },
    },
    response: {
      200: {
        description: 'The completion.',
        headers,
        type: 'object',
        required: ['id', 'output', 'usage'],
        properties: {
          id: { type: 'string' },
          output: { type: 'string' },
          usage: {
            type: 'object',
            required: ['prompt_tokens', 'completion_tokens'],
            properties: { prompt_tokens: { type: 'integer' }, completion_tokens: { type: 'integer' } },
          },
        },
      },
      400: failure('The body is not as it should be. The request counts, since it was admitted.'),
      401: failure('The API key is missing or unknown.'),
      413: failure('The body is too large.'),
      415: failure('The body is not JSON.'),
      429: failure('Too many requests in flight, or the window is used up; not served.'),
      '5xx': failure('The API failed.'),
    },
  };
}
