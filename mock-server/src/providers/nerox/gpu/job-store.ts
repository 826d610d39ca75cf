import { BoundedMap } from '../../../bounded-map.ts';
import type { GpuJob } from './job.ts';

/** How many jobs are kept; of those that have ended, the oldest go first. */
const KEPT_JOBS = 10_000;
/** What a job takes beside its problem, its result and its events, as measured. */
const JOB_BYTES = 3_000;
const BYTES_A_NUMBER = 8;

export interface StoredJob {
  readonly job: GpuJob;
  /** A digest of the submit, which tells apart submits with the same idempotency key. */
  readonly digest: string;
}

const keyOf = (account: string, idempotencyKey: string): string => JSON.stringify([account, idempotencyKey]);

/** All known jobs, oldest first: those that have not ended, and as many of the others as there is room for. */
export class JobStore<T extends StoredJob> {
  readonly #jobs: BoundedMap<string, T>;
  readonly #byKey = new Map<string, T>();

  /** @param maxBytes the memory that all jobs with their problems and results may take */
  constructor(maxBytes: number) {
    this.#jobs = new BoundedMap({
      maxBytes,
      maxEntries: KEPT_JOBS,
      mayGo: [({ job }) => job.ended],
      onEvicted: ({ job: { facts } }) => {
        if (facts.idempotencyKey !== null) this.#byKey.delete(keyOf(facts.account, facts.idempotencyKey));
      },
    });
  }

  /** How many jobs were evicted since the start. */
  get evicted(): number {
    return this.#jobs.evicted;
  }

  /** False where there is no room for the job. @param problemBytes what its problem takes until it has ended */
  add(stored: T, problemBytes: number): boolean {
    const { id, account, idempotencyKey } = stored.job.facts;
    if (!this.#jobs.add(id, stored, JOB_BYTES + problemBytes)) return false;
    if (idempotencyKey !== null) this.#byKey.set(keyOf(account, idempotencyKey), stored);
    return true;
  }

  /** Counts the job's memory anew: its problem is gone, and its result has come. */
  ended({ job }: T): void {
    const { best } = job.view();
    this.#jobs.resize(job.facts.id, JOB_BYTES + job.history.bytes + BYTES_A_NUMBER * (best?.solution.length ?? 0));
  }

  has(id: string): boolean {
    return this.#jobs.has(id);
  }

  get(id: string): T | undefined {
    return this.#jobs.get(id);
  }

  findByKey(account: string, idempotencyKey: string): T | undefined {
    return this.#byKey.get(keyOf(account, idempotencyKey));
  }

  /** Oldest first. */
  all(): GpuJob[] {
    return this.#jobs.values().map(({ job }) => job);
  }
}
