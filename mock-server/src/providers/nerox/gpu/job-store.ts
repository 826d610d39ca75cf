import { BoundedMap } from '../../../bounded-map.ts';
import type { GpuJob } from './job.ts';

/** Of these the oldest that have ended go first. */
const KEPT_JOBS = 10_000;
/** What a job takes beside its problem, its result and what its watchers were told, as measured. */
const JOB_BYTES = 3_000;
const BYTES_A_NUMBER = 8;

export interface StoredJob {
  readonly job: GpuJob;
  /** Tells submits with the same idempotency key apart. */
  readonly digest: string;
}

const keyOf = (account: string, idempotencyKey: string): string => JSON.stringify([account, idempotencyKey]);

/** All jobs that are known, in the order of their coming: those that live, and of the others as many as there is room for. */
export class JobStore<T extends StoredJob> {
  readonly #jobs: BoundedMap<string, T>;
  readonly #byKey = new Map<string, T>();

  /** @param maxBytes of memory, for all jobs with their problems and results */
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

  /** How many had to make room since the start. */
  get evicted(): number {
    return this.#jobs.evicted;
  }

  /** False where there is no room for it. @param problemBytes until it has ended */
  add(stored: T, problemBytes: number): boolean {
    const { id, account, idempotencyKey } = stored.job.facts;
    if (!this.#jobs.add(id, stored, JOB_BYTES + problemBytes)) return false;
    if (idempotencyKey !== null) this.#byKey.set(keyOf(account, idempotencyKey), stored);
    return true;
  }

  /** What it takes from now on is no problem, but a result. */
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
