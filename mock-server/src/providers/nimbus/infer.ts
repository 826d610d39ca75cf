import type { FastifyInstance } from 'fastify';
import type { ProviderService } from '../../requests/service.ts';
import type { Routes } from '../provider.ts';
import { complete } from './completion.ts';
import { inferSchema } from './schema.ts';

/** `POST /v1/infer`. Fields that the API does not know are ignored, as most inference APIs do. */
export function addInferRoute(scope: FastifyInstance, service: ProviderService): Routes {
  scope.route<{ Body: { prompt: string } }>({
    ...service.route('infer'),
    schema: inferSchema(service.settings),
    handler(request, reply) {
      service.answer(request, reply, (subject) => complete(request.body.prompt, subject));
    },
  });
  return {};
}
