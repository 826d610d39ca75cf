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

/** An order for a job. */
export interface JobRequest extends Omit<JobFacts, 'submittedMs' | 'iterations' | 'estimatedMs'> {
  task: Task;
  seed: number;
  /** GPU time after the start, in milliseconds, at which the job fails. */
  timeoutMs: number;
  /** A fault that fails the job after this share of its time; null: none does. */
  failure: { share: number; error: JobError } | null;
  /** How many times as long as estimated the job takes; 1 unless a fault says more. */
  slowness: number;
  /** A digest of the submit, which tells apart orders with the same idempotency key. */
  digest: string;
  /** Called when the job has ended. */
  onEnded: () => void;
}

interface Placed extends StoredJob {
  /** Null once the job has ended: its problem may be large, and nobody needs it any more. */
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
  /** The memory that all jobs with their problems and results may take. */
  keptBytes: number;
  present: ConstructorParameters<typeof GpuJob>[1];
  onFailure: (error: unknown) => void;
}

const internal: JobError = { code: 'internal', message: 'The solver failed.' };

/** Runs jobs on GPUs by the GPU clock, in the order in which they were submitted, and bills them. */
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

  /** What was billed since the start, in milliseconds. */
  get billedMs(): number {
    return this.#ledger.billedMs;
  }

  has(id: string): boolean {
    return this.#jobs.has(id);
  }

  /** Accepts a job; null where there is no room for it beside the jobs that have not ended. */
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

  /** Finds a job of the account; undefined where it has no such job. */
  find(account: string, id: string): GpuJob | undefined {
    this.clock.now();
    const job = this.#jobs.get(id)?.job;
    return job?.facts.account === account ? job : undefined;
  }

  /** Finds the job that an account has submitted with that idempotency key. */
  findByKey(account: string, idempotencyKey: string): StoredJob | undefined {
    this.clock.now();
    return this.#jobs.findByKey(account, idempotencyKey);
  }

  /** An account's jobs in that status, or in any, newest first. */
  list(account: string, status: JobStatus | undefined, limit: number): GpuJob[] {
    this.clock.now();
    const asked = this.#jobs
      .all()
      .filter((job) => job.facts.account === account && (status ?? job.status) === job.status);
    return asked.reverse().slice(0, limit);
  }

  /** Cancels a job and resolves when it has ended; a job that has ended already stays as it is. */
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

  /** Stops the GPU clock and all runs. */
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

  /** Ends a job's time on its GPU, and gives the GPU to the next job in the queue. */
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

  /** The solver failed: so the job fails now, or at its end on the GPU, where that was already over. */
  #failed(placed: Placed, error: unknown): void {
    this.#deps.onFailure(error);
    // Reading the time first lets everything happen that is due, which may be this job's own end.
    const nowMs = this.clock.now();
    const { run } = placed;
    const ending: Ending = { status: 'failed', error: internal };
    const endedMs = run?.endedMs ?? null;
    placed.run = null;
    if (endedMs !== null) this.#ended(placed, ending, endedMs);
    else this.#stop(placed, ending, nowMs);
  }

  /** Shows the end and the bill to the job's owner. */
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
