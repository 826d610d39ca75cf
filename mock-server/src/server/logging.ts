import type { FastifyRequest } from 'fastify';
import type { LogOptions } from '../options/options.ts';

/** A path for the log. People paste keys where a fingerprint belongs, so only a fingerprint is shown. */
function pathOf(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.replace(/^(\/admin\/keys\/)(?![0-9a-f]{8}$).*$/, '$1...');
}

/** Options of Fastify's logger. It writes no headers and no queries, since people paste keys into both. */
export function loggerOptions(log: LogOptions | null) {
  if (log === null) return false;
  return {
    level: log.level ?? 'info',
    ...(log.stream === undefined ? {} : { stream: log.stream }),
    serializers: {
      req: (request: FastifyRequest) => ({ method: request.method, path: pathOf(request.url) }),
    },
    redact: ['headers', '*.headers'],
  };
}
