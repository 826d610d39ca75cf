import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** A route's path, part by part, each of which can be compared with a request's. */
type Pattern = readonly { fits(part: string): boolean }[];

function partOf(part: string): Pattern[number] {
  const [, isParameter, expression] = /^(:\w+)?(?:\((.+)\))?/.exec(part) ?? [];
  if (isParameter === undefined) return { fits: (met) => met === part };
  const pattern = new RegExp(expression ?? '.');
  return { fits: (met) => pattern.test(met) };
}

const partsOf = (path: string): string[] => path.split('/').slice(1);

function fits(pattern: Pattern, path: string): boolean {
  const parts = partsOf(path);
  return parts.length === pattern.length && pattern.every(({ fits }, at) => fits(parts[at] as string));
}

export interface Unknown {
  status: 404 | 405;
  code: 'not_found' | 'method_not_allowed';
  message: string;
}

/**
 * Answers requests that match no route, before their bodies are read: with a 405
 * and `Allow` where only the method is wrong, and with a 404 otherwise.
 *
 * @param answer writes the error in the form of the API that was meant
 */
export function answerUnknownRoutes(
  app: FastifyInstance,
  answer: (request: FastifyRequest, reply: FastifyReply, unknown: Unknown) => unknown,
): void {
  const routes = new Map<string, { pattern: Pattern; methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const route = routes.get(url) ?? { pattern: partsOf(url).map(partOf), methods: new Set() };
    for (const one of [method].flat()) route.methods.add(one);
    routes.set(url, route);
  });
  const answerUnknown = (request: FastifyRequest, reply: FastifyReply): void => {
    const [path = ''] = request.url.split('?', 1);
    const methods = [...routes.values()].flatMap((route) => (fits(route.pattern, path) ? [...route.methods] : []));
    if (methods.length === 0) {
      answer(request, reply.code(404), { status: 404, code: 'not_found', message: 'There is no such route.' });
      return;
    }
    const allow = methods.join(', ');
    const message = `There is no ${request.method} of this route: use ${allow}.`;
    answer(request, reply.code(405).header('allow', allow), { status: 405, code: 'method_not_allowed', message });
  };
  // In a scope of its own, so that the hook runs for unknown routes only, and before the body is read.
  app.register(async (scope) => {
    scope.addHook('onRequest', (request, reply) => answerUnknown(request, reply));
    scope.setNotFoundHandler(answerUnknown);
  });
}
