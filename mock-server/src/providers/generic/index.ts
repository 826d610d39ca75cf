import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';
import type { ProviderService } from '../../requests/service.ts';
import type { MockProvider, Routes } from '../provider.ts';
import { answerOf } from './answer.ts';

/** What any contract says is served, with no more than it says: each operation answers in its own form. */
export const genericProvider = (name: string): MockProvider => ({
  name,
  errorBody: (code, message) => ({ error: { code, message } }),
  addRoutes,
});

function addRoutes(scope: FastifyInstance, service: ProviderService): Routes {
  // A contract says of a request's body no more than its kind, so whatever comes is taken as it is.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const served = new Set<string>();
  for (const [name, { returns, path }] of Object.entries(service.settings.operations)) {
    const { method, ...route } = service.route(name);
    // Of operations that differ in their bodies only, as those of GraphQL, the first is served.
    const same = `${method} ${path.replaceAll(/\w+\}/g, '}')}`;
    if (served.has(same)) continue;
    served.add(same);
    scope.route({
      ...route,
      method: method as HTTPMethods,
      exposeHeadRoute: false,
      handler: (request: FastifyRequest, reply) =>
        service.responder.work(request, reply, ({ subject }) => answerOf(name, returns, request, subject)),
    });
  }
  return {};
}
