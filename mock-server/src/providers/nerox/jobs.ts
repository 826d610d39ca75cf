import type { AdmittedRequest, MockResponse, ProviderService } from '../../requests/service.ts';
import type { GpuBackend } from './gpu/backend.ts';
import { type GpuJob, type JobStatus, jobStatuses } from './gpu/job.ts';
import { type Refuse, refusing, unknownJob } from './refusals.ts';
import { jobBody, usageBody } from './wire.ts';

/** The most jobs that one answer lists. */
const LISTED = 100;

/** Answers an account's requests about its jobs. */
export class Jobs {
  readonly #backend: GpuBackend;
  readonly #refuse: Refuse;

  constructor(service: ProviderService, backend: GpuBackend) {
    this.#backend = backend;
    this.#refuse = refusing(service);
  }

  get({ account }: AdmittedRequest, id: string): MockResponse {
    const job = this.#backend.find(account, id);
    return job === undefined ? unknownJob(this.#refuse) : { body: jobBody(job.view()) };
  }

  list({ account }: AdmittedRequest, query: { idempotency_key?: string; status?: string }): MockResponse {
    const { idempotency_key: idempotencyKey } = query;
    const status = jobStatuses.find((known) => known === query.status);
    const jobs =
      idempotencyKey === undefined
        ? this.#backend.list(account, status, LISTED)
        : this.#named(account, idempotencyKey, status);
    return { body: { jobs: jobs.map((job) => jobBody(job.view())) } };
  }

  async cancel({ account }: AdmittedRequest, id: string): Promise<MockResponse> {
    const job = this.#backend.find(account, id);
    if (job === undefined) return unknownJob(this.#refuse);
    await this.#backend.cancel(job);
    return { body: jobBody(job.view()) };
  }

  usage({ account, key }: AdmittedRequest): MockResponse {
    return { body: usageBody(this.#backend.used(account, key.tier)) };
  }

  #named(account: string, idempotencyKey: string, status: JobStatus | undefined): GpuJob[] {
    const job = this.#backend.findByKey(account, idempotencyKey)?.job;
    return job !== undefined && (status ?? job.status) === job.status ? [job] : [];
  }
}
