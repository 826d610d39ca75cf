import { idempotencyKeyHeader } from '@evenkeel/toolkit/providers';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { scopesOf } from '../../settings.ts';
import type { Routes } from '../provider.ts';
import type { Answer, Job, ProviderService } from '../service.ts';
import { addNeroxAdmin } from './admin.ts';
import { Jobs } from './jobs.ts';
import { neroxSchema } from './schema.ts';

const BODY_LIMIT_BYTES = 16_777_216;

interface Shape {
  Params: { problem_type: string; job: string };
  Querystring: { idempotency_key?: string; status?: string };
  Body: unknown;
}
type Request = FastifyRequest<Shape>;
type Work = (job: Job) => Promise<Answer> | Answer;

/** Nerox's routes: what each operation of its contract does. */
export function addNeroxRoutes(scope: FastifyInstance, service: ProviderService): Routes {
  const jobs = new Jobs(service, scope.log);
  // What is wrong with a request is said before anything is done.
  const operations: Record<string, (request: Request) => Work> = {
    submit: (request) => jobs.submit(request, request.params.problem_type),
    job_get:
      ({ params }) =>
      (asker) =>
        jobs.get(asker, params.job),
    job_find:
      ({ query }) =>
      (asker) =>
        jobs.list(asker, query),
    job_cancel:
      ({ params }) =>
      (asker) =>
        jobs.cancel(asker, params.job),
    job_stream: (request) => jobs.stream(request.headers['last-event-id'], request.params.job),
    usage: () => (asker) => jobs.usage(asker),
    key:
      () =>
      ({ key }) => ({ body: { plan: key.tier, scopes: key.scopes ?? scopesOf(service.settings) } }),
  };
  for (const [operation, prepare] of Object.entries(operations)) {
    scope.route<Shape>({
      ...service.route(operation),
      bodyLimit: BODY_LIMIT_BYTES,
      schema: neroxSchema(operation, service.settings, jobs.types),
      // A submit's body depends on its problem.
      ...(operation === 'submit' && { validatorCompiler: () => () => true }),
      // An async handler, so that what it throws is an answer.
      handler: async (request, reply) => service.work(request, reply, prepare(request)),
    });
  }
  service.knowRepeats((operation, account, headers) => {
    const key = headers[idempotencyKeyHeader];
    return operation === 'submit' && typeof key === 'string' && jobs.knows(account, key);
  });
  scope.addHook('preClose', async () => jobs.endStreams());
  scope.addHook('onClose', async () => jobs.close());
  return { addAdminRoutes: (admin) => addNeroxAdmin(admin, jobs.backend) };
}
