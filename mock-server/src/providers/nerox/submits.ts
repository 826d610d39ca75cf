import { idempotencyKeyHeader } from '@evenkeel/toolkit/providers';
import type { FastifyRequest } from 'fastify';
import { show } from '../../errors.ts';
import type { AdmittedRequest, MockResponse, ProviderService } from '../../requests/service.ts';
import type { GpuBackend } from './gpu/backend.ts';
import type { ProblemType, Solver } from './gpu/solving.ts';
import { type Refuse, refusing } from './refusals.ts';
import {
  checkedSubmission,
  digestOf,
  idempotencyKeyOf,
  idOf,
  type Origin,
  type Submission,
  seedOf,
  timeoutMsOf,
} from './submission.ts';
import { jobBody } from './wire.ts';

const failures = {
  preempted: 'The GPU was taken away for a job of higher priority.',
  out_of_memory: 'The GPU ran out of memory.',
  internal: 'The GPU failed.',
} as const;

interface Submitted {
  name: string;
  type: ProblemType;
  body: Submission;
  idempotencyKey: string | null;
  digest: string;
}

/** Accepts jobs; a repeated idempotency key gives the same job again. */
export class Submits {
  readonly #service: ProviderService;
  readonly #backend: GpuBackend;
  readonly #types: Solver['types'];
  readonly #refuse: Refuse;

  constructor(service: ProviderService, backend: GpuBackend, types: Solver['types']) {
    this.#service = service;
    this.#backend = backend;
    this.#types = types;
    this.#refuse = refusing(service);
  }

  /** Whether a request repeats a submit, whatever its body turns out to be. */
  isRepeat(account: string, idempotencyKey: unknown): boolean {
    return typeof idempotencyKey === 'string' && this.#backend.findByKey(account, idempotencyKey) !== undefined;
  }

  /** @throws BadRequest for a wrong body or a wrong header */
  read(request: FastifyRequest, name: string): (admitted: AdmittedRequest) => MockResponse {
    const type = this.#types.get(name);
    if (type === undefined) {
      const message = `The problem type ${show(name)} is unknown: it is one of ${[...this.#types.keys()].join(', ')}.`;
      return () => this.#refuse(404, 'unknown_problem_type', message);
    }
    const body = checkedSubmission(request, type);
    const idempotencyKey = idempotencyKeyOf(request.headers);
    const digest = idempotencyKey === null ? '' : digestOf(name, body);
    return (admitted) => this.#submit(admitted, { name, type, body, idempotencyKey, digest });
  }

  #submit(admitted: AdmittedRequest, submitted: Submitted): MockResponse {
    const { idempotencyKey, digest } = submitted;
    const known = idempotencyKey === null ? undefined : this.#backend.findByKey(admitted.account, idempotencyKey);
    if (known === undefined) return this.#accept(admitted, submitted);
    // This repeat was counted when it was admitted, since the first submit had no job yet; repeats cost nothing.
    admitted.refund();
    if (known.digest === digest) return { status: 202, body: jobBody(known.job.view()) };
    const message = `The ${idempotencyKeyHeader} was used for another submit: give a new one.`;
    return this.#refuse(409, 'idempotency_key_reused', message);
  }

  #accept(admitted: AdmittedRequest, { name, type, body, idempotencyKey, digest }: Submitted): MockResponse {
    const { account, key, subject, failsJob, slowsJob: slowness } = admitted;
    const origin: Origin = { seed: this.#service.seed, account, name: idempotencyKey ?? subject.callId };
    const error = failsJob && { code: failsJob.reason, message: failures[failsJob.reason] };
    const giveBack = admitted.keepSlot();
    const job = this.#backend.submit({
      id: idOf(origin, (id) => this.#backend.has(id)),
      account,
      tier: key.tier,
      problemType: name,
      solutionName: type.solutionName,
      idempotencyKey,
      task: type.read(body),
      seed: body.seed ?? seedOf(origin),
      timeoutMs: timeoutMsOf(body),
      failure: failsJob && error && { share: failsJob.share, error },
      slowness,
      digest,
      onEnded: giveBack,
    });
    if (job !== null) return { status: 202, body: jobBody(job.view()) };
    giveBack();
    admitted.refund();
    return this.#refuse(503, 'queue_full', 'The queue has no room for this job beside those that wait and run.');
  }
}
