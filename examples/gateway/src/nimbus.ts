import { Readable } from 'node:stream';
import type { EvenkeelError, nimbus } from '@evenkeel/toolkit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerLeft, fail } from './reply.ts';
import { errorBody, httpStatus } from './status.ts';

type Inference = nimbus.Inference;
type InferPayload = nimbus.InferPayload;

const prompt = {
  type: 'object',
  required: ['prompt'],
  properties: { prompt: { type: 'string', minLength: 1 } },
} as const;

const batch = {
  type: 'object',
  required: ['payloads'],
  properties: { payloads: { type: 'array', maxItems: 10_000, items: prompt } },
} as const;

/** Nimbus's routes: one call, and a batch whose results are streamed as they come, in order. */
export function nimbusRoutes(app: FastifyInstance, client: nimbus.NimbusClient): void {
  app.post<{ Body: InferPayload }>('/nimbus/infer', { schema: { body: prompt } }, async (request, reply) => {
    try {
      return await client.infer(request.body, { callId: request.id, signal: callerLeft(reply) });
    } catch (error) {
      return fail(reply, error);
    }
  });

  app.post<{ Body: { payloads: InferPayload[] } }>(
    '/nimbus/batch',
    { schema: { body: batch } },
    async (request, reply) => {
      const results = client.inferStream(request.body.payloads, { batchId: request.id, signal: callerLeft(reply) });
      reply.type('application/x-ndjson');
      return Readable.from(lines(results));
    },
  );
}

async function* lines(results: AsyncIterable<PromiseSettledResult<Inference>>): AsyncGenerator<string> {
  let index = 0;
  for await (const result of results) {
    yield `${JSON.stringify({ index, ...describe(result) })}\n`;
    index += 1;
  }
}

function describe(result: PromiseSettledResult<Inference>): object {
  if (result.status === 'fulfilled') return result;
  const error: EvenkeelError = result.reason;
  return { status: 'rejected', httpStatus: httpStatus(error), reason: errorBody(error) };
}

/** The caller's own request id, if it can be sent on; it ties the gateway's logs to the upstream's. */
export function requestId(request: Pick<FastifyRequest['raw'], 'headers'>, fallback: () => string): string {
  const id = request.headers['x-request-id'];
  return typeof id === 'string' && /^[\x21-\x7e]{1,128}$/.test(id) ? id : fallback();
}
