import type { Cancel } from '../../../clock.ts';
import type { BillingSettings } from '../../../settings.ts';
import { Ledger, type Used } from './billing.ts';
import type { GpuClock } from './gpu-clock.ts';
import { type Ending, GpuJob, type JobFacts, type JobStatus, type JobView } from './job.ts';
import { JobJournal, type JobJournalEvent } from './job-journal.ts';
import { JobStore, type StoredJob } from './job-store.ts';
import { Run } from './run.ts';
import { Scheduler } from './scheduler.ts';
import type { JobError, Solving, Task } from './solving.ts';

/** What a job is to be. */
export interface JobRequest extends Omit<JobFacts, 'submittedMs' | 'iterations' | 'estimatedMs'> {
  task: Task;
  seed: number;
  /** Of GPU time, after its start. */
  timeoutMs: number;
  /** It fails when it has had this share of its time; null: it does not. */
  failure: { share: number; error: JobError } | null;
  /** Its GPU takes so many times as long as the API estimates; 1 unless a fault says so. */
  slowness: number;
  /** Tells orders with the same idempotency key apart. */
  digest: string;
  /** Called when it has ended. */
  onEnded: () => void;
}

interface Placed extends StoredJob {
  /** What to do; null where it has ended, since its problem may be large and nobody wants it any more. */
  order: JobRequest | null;
  run: Run | null;
  cancelEnd: Cancel;
}

export interface BackendDeps {
  clock: GpuClock;
  billing: BillingSettings;
  gpus: number;
  iterationsPerSecond: number;
  reportEvery: number;
  journalCapacity: number;
  /** Of memory, for all jobs with their problems and results. */
  keptBytes: number;
  present: ConstructorParameters<typeof GpuJob>[1];
  onFailure: (error: unknown) => void;
}

const internal: JobError = { code: 'internal', message: 'The solver failed.' };

/** Runs jobs on GPUs, in the order of their coming, by the GPU clock, and writes the bills. */
export class GpuBackend {
  readonly clock: GpuClock;
  readonly #deps: BackendDeps;
  readonly #scheduler: Scheduler<Placed>;
  readonly #ledger: Ledger;
  readonly #journal: JobJournal;
  readonly #jobs: JobStore<Placed>;
  readonly #live = new Set<Placed>();
  /** How many jobs are in each status. */
  readonly counts: Record<JobStatus, number> = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };

  constructor(deps: BackendDeps) {
    this.#deps = deps;
    this.clock = deps.clock;
    this.#scheduler = new Scheduler(deps.gpus);
    this.#ledger = new Ledger(deps.billing);
    this.#journal = new JobJournal(deps.journalCapacity);
    this.#jobs = new JobStore(deps.keptBytes);
  }

  /** Since the start, in milliseconds. */
  get billedMs(): number {
    return this.#ledger.billedMs;
  }

  has(id: string): boolean {
    return this.#jobs.has(id);
  }

  /** null: there is no room for it beside the jobs that live. */
  submit(order: JobRequest): GpuJob | null {
    const submittedMs = this.clock.now();
    const { task, digest, id, account, tier, problemType, solutionName, idempotencyKey } = order;
    const estimatedMs = Math.ceil((task.iterations * 1_000) / this.#deps.iterationsPerSecond);
    const known = { id, account, tier, problemType, solutionName, idempotencyKey };
    const job = new GpuJob({ ...known, submittedMs, iterations: task.iterations, estimatedMs }, this.#deps.present);
    const placed: Placed = { job, digest, order, run: null, cancelEnd: () => {} };
    if (!this.#jobs.add(placed, task.bytes)) return null;
    this.#live.add(placed);
    this.#journal.write(id, 'submitted', submittedMs);
    this.counts.queued += 1;
    if (this.#scheduler.ask(placed)) this.#start(placed, submittedMs);
    return placed.job;
  }

  /** Of the account; undefined where it has no such job. */
  find(account: string, id: string): GpuJob | undefined {
    this.clock.now();
    const job = this.#jobs.get(id)?.job;
    return job?.facts.account === account ? job : undefined;
  }

  /** What an account has submitted with that key. */
  findByKey(account: string, idempotencyKey: string): StoredJob | undefined {
    this.clock.now();
    return this.#jobs.findByKey(account, idempotencyKey);
  }

  /** Newest first. */
  list(account: string, status: JobStatus | undefined, limit: number): GpuJob[] {
    this.clock.now();
    const asked = this.#jobs
      .all()
      .filter((job) => job.facts.account === account && (status ?? job.status) === job.status);
    return asked.reverse().slice(0, limit);
  }

  /** Resolves when it has ended; one that has ended already stays as it is. */
  async cancel(job: GpuJob): Promise<void> {
    const nowMs = this.clock.now();
    const placed = this.#jobs.get(job.facts.id);
    const ending: Ending = { status: 'cancelled', error: null };
    if (placed !== undefined && !job.ended) {
      if (this.#scheduler.withdraw(placed)) {
        this.#journal.write(job.facts.id, 'ended', nowMs);
        this.#ended(placed, ending, nowMs);
      } else this.#stop(placed, ending, nowMs);
    }
    await job.over;
  }

  used(account: string, tier: string): Used & { running: number; queued: number } {
    const nowMs = this.clock.now();
    const of = (status: JobStatus): number =>
      [...this.#live].filter(({ job }) => job.facts.account === account && job.status === status).length;
    return { ...this.#ledger.used(account, tier, nowMs), running: of('running'), queued: of('queued') };
  }

  journal(): { jobs: JobView[]; events: readonly JobJournalEvent[]; evicted: number } {
    this.clock.now();
    const jobs = this.#jobs.all().map((job) => job.view());
    return { jobs, events: this.#journal.events(), evicted: this.#jobs.evicted };
  }

  /** Nothing goes on. */
  close(): void {
    this.clock.stop();
    for (const { run } of this.#live) run?.drop();
  }

  #start(placed: Placed, atMs: number): void {
    const { job, order } = placed;
    if (order === null) return;
    const { iterationsPerSecond, reportEvery } = this.#deps;
    this.#become(placed, 'running', () => job.start(atMs));
    this.#journal.write(job.facts.id, 'started', atMs);
    const { problem } = order.task;
    if ('error' in problem) {
      this.#stop(placed, { status: 'failed', error: problem.error }, atMs);
      return;
    }
    let solving: Solving;
    try {
      solving = problem.open(order.seed, reportEvery);
    } catch (error) {
      this.#failed(placed, error);
      return;
    }
    placed.run = new Run({
      clock: this.clock,
      job,
      solving,
      startedMs: atMs,
      iterationsPerSecond: iterationsPerSecond / order.slowness,
      reportEvery,
      onShown: (ending, endedMs) => this.#ended(placed, ending, endedMs),
      onFailure: (error) => this.#failed(placed, error),
    });
    const [ending, afterMs] = endOf(order, Math.ceil(job.facts.estimatedMs * order.slowness));
    placed.cancelEnd = this.clock.at(atMs + afterMs, (dueMs) => this.#stop(placed, ending, dueMs));
  }

  /** Its time on the GPU is over, which is somebody else's now. */
  #stop(placed: Placed, ending: Ending, atMs: number): void {
    const { job, run } = placed;
    if (run !== null && run.endedMs !== null) return;
    placed.cancelEnd();
    this.#journal.write(job.facts.id, 'ended', atMs);
    if (run === null) this.#ended(placed, ending, atMs);
    else run.end(ending, atMs);
    const next = this.#scheduler.giveBack();
    if (next !== undefined) this.#start(next, atMs);
  }

  /** What computes it failed: at once, or, where only the answer was still to come, at the end that it had. */
  #failed(placed: Placed, error: unknown): void {
    this.#deps.onFailure(error);
    // What is due happens first: its own end may be.
    const nowMs = this.clock.now();
    const { run } = placed;
    const ending: Ending = { status: 'failed', error: internal };
    const endedMs = run?.endedMs ?? null;
    placed.run = null;
    if (endedMs !== null) this.#ended(placed, ending, endedMs);
    else this.#stop(placed, ending, nowMs);
  }

  /** Its owner sees that it has ended, and the bill. */
  #ended(placed: Placed, ending: Ending, endedMs: number): void {
    const { job, order } = placed;
    this.#live.delete(placed);
    this.#become(placed, ending.status, () => job.end(ending, endedMs));
    this.#ledger.bill(job.facts.account, endedMs, job.view().billedMs ?? 0);
    placed.run = null;
    placed.order = null;
    placed.cancelEnd = () => {};
    this.#jobs.ended(placed);
    order?.onEnded();
  }

  #become(placed: Placed, to: JobStatus, become: () => void): void {
    this.counts[placed.job.status] -= 1;
    this.counts[to] += 1;
    become();
  }
}

/** How a job ends unless it is cancelled, and how long after its start. */
function endOf({ timeoutMs, failure }: JobRequest, wholeMs: number): [Ending, afterMs: number] {
  if (failure !== null) {
    const afterMs = Math.floor(failure.share * Math.min(wholeMs, timeoutMs));
    return [{ status: 'failed', error: failure.error }, afterMs];
  }
  if (timeoutMs >= wholeMs) return [{ status: 'succeeded', error: null }, wholeMs];
  const message = `The job took longer than ${timeoutMs / 1_000} s of GPU time.`;
  return [{ status: 'failed', error: { code: 'timeout', message } }, timeoutMs];
}
