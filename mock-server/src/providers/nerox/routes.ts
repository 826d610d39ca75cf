import { idempotencyKeyHeader } from '@evenkeel/toolkit/providers';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { asDocumented } from '../../admin/docs.ts';
import type { AdmittedRequest, MockResponse, ProviderService } from '../../requests/service.ts';
import { readJsonBodies } from '../../server/json-body.ts';
import { scopesOf } from '../../settings.ts';
import type { Routes } from '../provider.ts';
import { addNeroxAdmin } from './admin.ts';
import { GpuBackend } from './gpu/backend.ts';
import { GpuClock } from './gpu/gpu-clock.ts';
import { createSolver } from './gpu/solver/index.ts';
import { Jobs } from './jobs.ts';
import { neroxSchema } from './schema.ts';
import { Streams } from './streams.ts';
import { Submits } from './submits.ts';
import { jobBody, jobStatus } from './wire.ts';

/** A matrix of a thousand cities fits into it, and is read in less than a tenth of a second. */
const BODY_LIMIT_BYTES = 4_194_304;

interface Shape {
  Params: { problem_type: string; job: string };
  Querystring: { idempotency_key?: string; status?: string };
  Body: unknown;
}
type Request = FastifyRequest<Shape>;
type Work = (admitted: AdmittedRequest) => Promise<MockResponse> | MockResponse;

function createBackend({ settings, core }: ProviderService, { log }: FastifyInstance): GpuBackend {
  const { provider, billing } = settings;
  if (billing === null) throw new RangeError(`${provider} bills nothing: its contract lacks billing.`);
  const { gpus, clockScale, iterationsPerGpuSecond, reportEveryIterations, keptBytes } = core.gpu;
  const backend = new GpuBackend({
    clock: new GpuClock(core.clock, clockScale),
    billing,
    gpus,
    iterationsPerSecond: iterationsPerGpuSecond,
    reportEvery: reportEveryIterations,
    journalCapacity: core.journalCapacity,
    keptBytes,
    present: { status: jobStatus, end: jobBody },
    onFailure: (error) => log.error(error),
  });
  core.metrics.showJobs(provider, backend);
  return backend;
}

/** Nerox's routes: what each operation of its contract does. */
export function addNeroxRoutes(scope: FastifyInstance, service: ProviderService): Routes {
  // A cancel may have no body, whatever its headers announce: a client that can't end a job has to pay for it.
  readJsonBodies(scope, { mayBeEmpty: true });
  const { settings, core } = service;
  const solver = core.gpu.solver ?? createSolver({ threads: core.gpu.threads, memoryBytes: core.gpu.memoryBytes });
  const backend = createBackend(service, scope);
  const submits = new Submits(service, backend, solver.types);
  const jobs = new Jobs(service, backend);
  const streams = new Streams(service, backend);
  // Each reads its request first, so that a wrong one is refused before anything is done.
  const operations: Record<string, (request: Request) => Work> = {
    submit: (request) => submits.read(request, request.params.problem_type),
    job_get: (request) => (admitted) => jobs.get(admitted, request.params.job),
    job_find: (request) => (admitted) => jobs.list(admitted, request.query),
    job_cancel: (request) => (admitted) => jobs.cancel(admitted, request.params.job),
    job_stream: (request) => streams.read(request.headers['last-event-id'], request.params.job),
    usage: () => (admitted) => jobs.usage(admitted),
    key: () => (admitted) => ({ body: { plan: admitted.key.tier, scopes: admitted.key.scopes ?? scopesOf(settings) } }),
  };
  for (const [operation, read] of Object.entries(operations)) {
    scope.route<Shape>({
      ...service.route(operation),
      bodyLimit: BODY_LIMIT_BYTES,
      schema: neroxSchema(operation, settings, solver.types),
      // Code checks these two: a submit's body depends on its problem, and Streams says more about a wrong header.
      ...((operation === 'submit' || operation === 'job_stream') && asDocumented),
      handler: async (request, reply) => service.responder.work(request, reply, read(request)),
    });
  }
  service.knowRepeats((operation, account, headers) => {
    return operation === 'submit' && submits.isRepeat(account, headers[idempotencyKeyHeader]);
  });
  scope.addHook('preClose', async () => streams.close());
  scope.addHook('onClose', async () => {
    backend.close();
    await solver.close();
  });
  return { addAdminRoutes: (admin) => addNeroxAdmin(admin, backend) };
}
