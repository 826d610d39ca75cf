import type { FastifyInstance } from 'fastify';
import type { Clock } from './clock.ts';
import type { Metrics } from './metrics.ts';
import { version } from './version.ts';

export interface OperationsDeps {
  clock: Clock;
  startedMs: number;
  seed: number;
  metrics: Metrics;
  providers: readonly string[];
}

/** What operators read: health, metrics and the API's own description. */
export function addOperationsApi(app: FastifyInstance, deps: OperationsDeps): void {
  const { clock, startedMs, seed, metrics, providers } = deps;

  app.get('/health', {
    schema: {
      summary: 'Whether the server is up',
      tags: ['operations'],
      response: {
        200: {
          description: 'It is.',
          type: 'object',
          properties: {
            status: { type: 'string' },
            uptimeSeconds: { type: 'number' },
            version: { type: 'string' },
            seed: { type: 'integer' },
            providers: { type: 'array', items: { type: 'string' } },
          },
        },
      },
    },
    handler: () => ({ status: 'ok', uptimeSeconds: (clock.now() - startedMs) / 1_000, version, seed, providers }),
  });

  app.get('/metrics', {
    schema: {
      summary: 'Metrics for Prometheus',
      tags: ['operations'],
      response: { 200: { description: 'Text exposition format.', type: 'string' } },
    },
    handler: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  });

  app.get('/docs/json', { schema: { hide: true }, handler: () => app.swagger() });
}
