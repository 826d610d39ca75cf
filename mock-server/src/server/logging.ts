import type { FastifyRequest } from 'fastify';
import type { LogOptions } from '../options/options.ts';

/** Keys are named by their fingerprints, and people paste the keys. */
function pathOf(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.replace(/^(\/admin\/keys\/)(?![0-9a-f]{8}$).*$/, '$1...');
}

/** Fastify's logger: no header reaches a line, and no query either, since people paste keys into both. */
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
