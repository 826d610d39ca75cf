import type { Clock } from '@evenkeel/toolkit';
import type { FastifyInstance } from 'fastify';
import type { CountedWindow } from '../limits/counted-window.ts';
import { version } from '../version.ts';
import type { Drain } from './drain.ts';
import type { Metrics } from './metrics.ts';

export interface OperationsDeps {
  clock: Clock;
  startedMs: number;
  seed: number;
  metrics: Metrics;
  providers: readonly string[];
  /** Windows that a store counts. */
  windows: () => readonly CountedWindow[];
  drain: Drain;
}

const healthSchema = {
  type: 'object',
  properties: {
    status: { type: 'string', enum: ['ok', 'closing'] },
    uptimeSeconds: { type: 'number' },
    version: { type: 'string' },
    seed: { type: 'integer' },
    providers: { type: 'array', items: { type: 'string' } },
    memory: { type: 'object', properties: { rssBytes: { type: 'integer' }, heapUsedBytes: { type: 'integer' } } },
    limiter: { type: 'string', description: 'degraded: the store does not answer that counts requests.' },
  },
} as const;

/** What operators read: health, metrics and the API's own description. */
export function addOperationsApi(app: FastifyInstance, deps: OperationsDeps): void {
  const { clock, startedMs, seed, metrics, providers, windows, drain } = deps;
  const failing = (): boolean => windows().some((window) => window.failing);

  app.get('/health', {
    schema: {
      summary: 'Whether the server is up',
      tags: ['operations'],
      response: {
        200: { description: 'It is.', ...healthSchema },
        503: { description: 'It closes: send nothing more.', ...healthSchema },
      },
    },
    handler: (_request, reply) => {
      const uptimeSeconds = (clock.now() - startedMs) / 1_000;
      const { rss, heapUsed } = process.memoryUsage();
      const memory = { rssBytes: rss, heapUsedBytes: heapUsed };
      const status = drain.closing ? 'closing' : 'ok';
      if (drain.closing) reply.code(503);
      return { status, uptimeSeconds, version, seed, providers, memory, limiter: failing() ? 'degraded' : 'ok' };
    },
  });

  app.get('/health/resilience', {
    schema: {
      summary: 'What is used of each window that is open',
      tags: ['operations'],
      response: {
        200: {
          description: 'A row for each key that is counted, under a name that does not tell it.',
          type: 'object',
          properties: {
            status: { type: 'string', enum: ['healthy', 'degraded'] },
            timestamp: { type: 'string' },
            resilience: { type: 'object', additionalProperties: true },
          },
        },
      },
    },
    async handler() {
      const rows = await Promise.all(windows().map((window) => window.consumption()));
      const timestamp = new Date(clock.now()).toISOString();
      return { status: failing() ? 'degraded' : 'healthy', timestamp, resilience: Object.assign({}, ...rows) };
    },
  });

  app.get('/metrics', {
    schema: {
      summary: 'Metrics for Prometheus',
      tags: ['operations'],
      response: {
        200: { description: 'Text exposition format.', content: { 'text/plain': { schema: { type: 'string' } } } },
      },
    },
    handler: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  });

  app.get('/docs/json', { schema: { hide: true }, handler: () => app.swagger() });
}
