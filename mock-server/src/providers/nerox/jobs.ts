import { idempotencyKeyHeader } from '@evenkeel/toolkit/providers';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { BadRequest, show } from '../../errors.ts';
import { GpuBackend } from '../../gpu/backend.ts';
import { GpuClock } from '../../gpu/gpu-clock.ts';
import { type GpuJob, type JobStatus, jobStatuses } from '../../gpu/job.ts';
import type { JobError, ProblemType, Solver } from '../../gpu/solving.ts';
import type { Answer, Job, ProviderService } from '../service.ts';
import { EventStream, OpenStreams } from './stream.ts';
import {
  digestOf,
  idOf,
  MAX_IDEMPOTENCY_KEY,
  type Origin,
  type Submission,
  seedOf,
  submissionSchema,
  timeoutMsOf,
} from './submission.ts';
import { jobBody, jobStatus, usageBody } from './wire.ts';

const LISTED = 100;

const failures: Readonly<Record<'preempted' | 'out_of_memory' | 'internal', string>> = {
  preempted: 'The GPU was taken away for a job of higher priority.',
  out_of_memory: 'The GPU ran out of memory.',
  internal: 'The GPU failed.',
};

/** What is done with jobs, for who may. */
export class Jobs {
  readonly backend: GpuBackend;
  readonly #service: ProviderService;
  readonly #solver: Solver;
  readonly #streams = new OpenStreams();

  constructor(service: ProviderService, log: FastifyBaseLogger) {
    const { settings, core } = service;
    const { billing } = settings;
    if (billing === null) throw new RangeError(`${settings.provider} bills nothing, and has no GPU jobs then.`);
    this.#service = service;
    this.#solver = core.gpu.solver ?? createSolver(core.gpu.threads);
    this.backend = new GpuBackend({
      clock: new GpuClock(core.clock, core.gpu.clockScale),
      billing,
      gpus: core.gpu.gpus,
      iterationsPerSecond: core.gpu.iterationsPerGpuSecond,
      reportEvery: core.gpu.reportEveryIterations,
      journalCapacity: core.journalCapacity,
      present: { status: jobStatus, end: jobBody },
      onFailure: (error) => log.error(error),
    });
    core.metrics.showJobs(settings.provider, this.backend);
  }

  get types(): Solver['types'] {
    return this.#solver.types;
  }

  /** Whether the account has submitted something with that key. */
  knows(account: string, idempotencyKey: string): boolean {
    return this.backend.findByKey(account, idempotencyKey) !== undefined;
  }

  submit(request: FastifyRequest, name: string): (asker: Job) => Answer {
    const type = this.#solver.types.get(name);
    if (type === undefined) {
      const known = [...this.#solver.types.keys()].join(', ');
      const message = `The problem type ${show(name)} is unknown: it is one of ${known}.`;
      return () => this.#refusal(404, 'unknown_problem_type', message);
    }
    const body = checked(request, type);
    const idempotencyKey = idempotencyKeyOf(request);
    const digest = idempotencyKey === null ? '' : digestOf(name, body);
    return (asker) => {
      const known = idempotencyKey === null ? undefined : this.backend.findByKey(asker.account, idempotencyKey);
      if (known === undefined) return this.#accept(asker, { name, type, body, idempotencyKey, digest });
      asker.refund();
      if (known.digest === digest) return { status: 202, body: jobBody(known.job.view()) };
      const message = `The ${idempotencyKeyHeader} was used for another submit: give a new one.`;
      return this.#refusal(409, 'idempotency_key_reused', message);
    };
  }

  #accept(asker: Job, submitted: Submitted): Answer {
    const { name, type, body, idempotencyKey, digest } = submitted;
    const { account, key, subject, failsJob } = asker;
    const origin: Origin = { seed: this.#service.seed, account, name: idempotencyKey ?? subject.callId };
    const job = this.backend.submit({
      id: idOf(origin, (id) => this.backend.has(id)),
      account,
      tier: key.tier,
      problemType: name,
      solutionName: type.solutionName,
      idempotencyKey,
      task: type.read(body),
      seed: body.seed ?? seedOf(origin),
      timeoutMs: timeoutMsOf(body),
      failure: failsJob && { share: failsJob.share, error: errorOf(failsJob.reason) },
      digest,
      onEnded: asker.keepSlot(),
    });
    return { status: 202, body: jobBody(job.view()) };
  }

  get(asker: Job, id: string): Answer {
    const job = this.backend.find(asker.account, id);
    return job === undefined ? this.#unknown() : { body: jobBody(job.view()) };
  }

  list({ account }: Job, query: { idempotency_key?: string; status?: string }): Answer {
    const { idempotency_key: idempotencyKey } = query;
    const status = jobStatuses.find((known) => known === query.status);
    const jobs =
      idempotencyKey === undefined
        ? this.backend.list(account, status, LISTED)
        : this.#named(account, idempotencyKey, status);
    return { body: { jobs: jobs.map((job) => jobBody(job.view())) } };
  }

  #named(account: string, idempotencyKey: string, status: JobStatus | undefined): GpuJob[] {
    const job = this.backend.findByKey(account, idempotencyKey)?.job;
    return job !== undefined && (status ?? job.status) === job.status ? [job] : [];
  }

  async cancel(asker: Job, id: string): Promise<Answer> {
    const job = this.backend.find(asker.account, id);
    if (job === undefined) return this.#unknown();
    await this.backend.cancel(job);
    return { body: jobBody(job.view()) };
  }

  stream(lastEventId: unknown, id: string): (asker: Job) => Answer {
    const after = lastEventId === undefined ? 0 : Number(lastEventId);
    if (typeof lastEventId === 'string' && !/^\d{1,9}$/.test(lastEventId)) throw wrongEventId(lastEventId);
    return (asker) => {
      const job = this.backend.find(asker.account, id);
      if (job === undefined) return this.#unknown();
      const { lastId } = job.history;
      if (after > lastId) {
        const message = `Last-Event-ID is ${after}: the last event of this job is ${lastId}.`;
        return this.#refusal(400, 'invalid_request', message);
      }
      return { body: (reply: FastifyReply) => this.#open(reply, job, after, asker) };
    };
  }

  #open(reply: FastifyReply, { history }: GpuJob, after: number, { key, cutsAfter }: Job): EventStream {
    const { clock, gpu } = this.#service.core;
    const cut = (): void => void reply.raw.destroy();
    const stream = new EventStream({
      history,
      after,
      clock,
      heartbeatMs: gpu.heartbeatMs,
      cutAfter: cutsAfter,
      onCut: () => void setImmediate(() => endConnection(reply)),
    });
    this.#streams.add(stream, reply);
    stream.once('close', key.onRevoked(cut));
    // It was revoked between its arrival and now.
    if (key.revoked) setImmediate(cut);
    reply
      .header('content-type', 'text/event-stream')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no');
    return stream;
  }

  usage({ account, key }: Job): Answer {
    return { body: usageBody(this.backend.used(account, key.tier)) };
  }

  endStreams(): void {
    this.#streams.close();
  }

  async close(): Promise<void> {
    this.backend.close();
    await this.#solver.close();
  }

  #unknown(): Answer {
    return this.#refusal(404, 'not_found', 'There is no such job.');
  }

  #refusal(status: number, code: string, message: string): Answer {
    return { status, body: this.#service.wording.error(status, code, message) };
  }
}

interface Submitted {
  name: string;
  type: ProblemType;
  body: Submission;
  idempotencyKey: string | null;
  digest: string;
}

const errorOf = (code: keyof typeof failures): JobError => ({ code, message: failures[code] });

/** What is written already goes out first. */
function endConnection({ raw }: FastifyReply): void {
  const socket = raw.socket as { destroySoon?: () => void } | null;
  if (typeof socket?.destroySoon === 'function') socket.destroySoon();
  else raw.destroy();
}

function wrongEventId(given: string): BadRequest {
  return new BadRequest('invalid_request', `Last-Event-ID is ${show(given)}: give the id of an event.`);
}

/** @throws BadRequest naming the field */
function checked(request: FastifyRequest, type: ProblemType): Submission {
  const validate = request.compileValidationSchema(schemaOf(type), 'body');
  const body = request.body as Submission;
  if (validate(body)) return body;
  const [first] = validate.errors ?? [];
  throw new BadRequest('invalid_request', `body${first?.instancePath ?? ''} ${first?.message ?? 'is wrong'}`);
}

const schemas = new WeakMap<ProblemType, object>();

/** The same object each time, since it is compiled once for each. */
function schemaOf(type: ProblemType): object {
  const schema = schemas.get(type) ?? submissionSchema(type);
  schemas.set(type, schema);
  return schema;
}

/** @throws BadRequest for one that is empty or too long */
function idempotencyKeyOf(request: FastifyRequest): string | null {
  const key = request.headers[idempotencyKeyHeader];
  if (key === undefined) return null;
  if (typeof key === 'string' && key !== '' && key.length <= MAX_IDEMPOTENCY_KEY) return key;
  throw new BadRequest(
    'invalid_request',
    `${idempotencyKeyHeader} is empty or longer than ${MAX_IDEMPOTENCY_KEY} characters.`,
  );
}

function createSolver(_threads: number): Solver {
  throw new Error('There is no solver yet: give gpu.solver.');
}
