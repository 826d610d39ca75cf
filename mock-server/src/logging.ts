import type { FastifyRequest } from 'fastify';
import type { LogOptions } from './options/options.ts';

/** Fastify's logger: no header reaches a line, and no query either, since people paste keys into both. */
export function loggerOptions(log: LogOptions | null) {
  if (log === null) return false;
  return {
    level: log.level ?? 'info',
    ...(log.stream === undefined ? {} : { stream: log.stream }),
    serializers: {
      req: (request: FastifyRequest) => ({ method: request.method, path: request.url.split('?', 1)[0] }),
    },
    redact: ['headers', '*.headers'],
  };
}
