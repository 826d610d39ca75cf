import type { Cancel } from '../clock.ts';
import type { BillingSettings } from '../settings.ts';
import { Ledger, type Used } from './billing.ts';
import type { GpuClock } from './gpu-clock.ts';
import { type Ending, GpuJob, type JobFacts, type JobStatus, type JobView } from './job.ts';
import { JobJournal, type JobJournalEvent } from './job-journal.ts';
import { Run } from './run.ts';
import { Scheduler } from './scheduler.ts';
import type { JobError, Solving, Task } from './solving.ts';

/** Of these the oldest that have ended go first. */
const KEPT_JOBS = 10_000;

/** What a job is to be. */
export interface Order extends Omit<JobFacts, 'submittedMs' | 'iterations' | 'estimatedMs'> {
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

interface Placed {
  job: GpuJob;
  order: Order;
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
  present: ConstructorParameters<typeof GpuJob>[1];
  onFailure: (error: unknown) => void;
}

const keyOf = (account: string, idempotencyKey: string): string => JSON.stringify([account, idempotencyKey]);
const internal: JobError = { code: 'internal', message: 'The solver failed.' };

/** Runs jobs on GPUs, in the order of their coming, by the GPU clock, and writes the bills. */
export class GpuBackend {
  readonly clock: GpuClock;
  readonly #deps: BackendDeps;
  readonly #scheduler: Scheduler<Placed>;
  readonly #ledger: Ledger;
  readonly #journal: JobJournal;
  /** In the order of their coming. */
  readonly #jobs = new Map<string, Placed>();
  readonly #byKey = new Map<string, Placed>();
  readonly #live = new Set<Placed>();
  /** How many jobs are in each status. */
  readonly counts: Record<JobStatus, number> = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };

  constructor(deps: BackendDeps) {
    this.#deps = deps;
    this.clock = deps.clock;
    this.#scheduler = new Scheduler(deps.gpus);
    this.#ledger = new Ledger(deps.billing);
    this.#journal = new JobJournal(deps.journalCapacity);
  }

  /** Since the start, in milliseconds. */
  get billedMs(): number {
    return this.#ledger.billedMs;
  }

  has(id: string): boolean {
    return this.#jobs.has(id);
  }

  submit(order: Order): GpuJob {
    const submittedMs = this.clock.now();
    const {
      task,
      seed: _,
      timeoutMs: __,
      failure: ___,
      slowness: ____,
      digest: _____,
      onEnded: ______,
      ...known
    } = order;
    const estimatedMs = Math.ceil((task.iterations * 1_000) / this.#deps.iterationsPerSecond);
    const facts = { ...known, submittedMs, iterations: task.iterations, estimatedMs };
    const placed: Placed = { job: new GpuJob(facts, this.#deps.present), order, run: null, cancelEnd: () => {} };
    this.#keep(placed);
    this.#journal.write(order.id, 'submitted', submittedMs);
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
  findByKey(account: string, idempotencyKey: string): { job: GpuJob; digest: string } | undefined {
    this.clock.now();
    const placed = this.#byKey.get(keyOf(account, idempotencyKey));
    return placed && { job: placed.job, digest: placed.order.digest };
  }

  /** Newest first. */
  list(account: string, status: JobStatus | undefined, limit: number): GpuJob[] {
    this.clock.now();
    const jobs = [...this.#jobs.values()].map(({ job }) => job);
    const asked = jobs.filter((job) => job.facts.account === account && (status ?? job.status) === job.status);
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

  journal(): { jobs: JobView[]; events: readonly JobJournalEvent[] } {
    this.clock.now();
    return { jobs: [...this.#jobs.values()].map(({ job }) => job.view()), events: this.#journal.events() };
  }

  /** Nothing goes on. */
  close(): void {
    this.clock.stop();
    for (const { run } of this.#live) run?.drop();
  }

  #keep(placed: Placed): void {
    const { id, account, idempotencyKey } = placed.order;
    this.#jobs.set(id, placed);
    this.#live.add(placed);
    if (idempotencyKey !== null) this.#byKey.set(keyOf(account, idempotencyKey), placed);
    if (this.#jobs.size > KEPT_JOBS) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [id, { job, order }] of this.#jobs) {
      if (!job.ended) continue;
      this.#jobs.delete(id);
      if (order.idempotencyKey !== null) this.#byKey.delete(keyOf(order.account, order.idempotencyKey));
      return;
    }
  }

  #start(placed: Placed, atMs: number): void {
    const { job, order } = placed;
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
    const [ending, afterMs] = this.#endOf(placed);
    placed.cancelEnd = this.clock.at(atMs + afterMs, (dueMs) => this.#stop(placed, ending, dueMs));
  }

  /** How it ends unless it is cancelled, and how long after its start. */
  #endOf({ job, order }: Placed): [Ending, afterMs: number] {
    const { timeoutMs, failure, slowness } = order;
    const wholeMs = Math.ceil(job.facts.estimatedMs * slowness);
    if (failure !== null) {
      const afterMs = Math.floor(failure.share * Math.min(wholeMs, timeoutMs));
      return [{ status: 'failed', error: failure.error }, afterMs];
    }
    if (timeoutMs >= wholeMs) return [{ status: 'succeeded', error: null }, wholeMs];
    const message = `The job took longer than ${timeoutMs / 1_000} s of GPU time.`;
    return [{ status: 'failed', error: { code: 'timeout', message } }, timeoutMs];
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
    this.#ledger.bill(order.account, endedMs, job.view().billedMs ?? 0);
    // Its input and its trajectory may be large, and nobody wants them any more.
    placed.run = null;
    placed.order = { ...order, task: { iterations: order.task.iterations, problem: { error: internal } } };
    order.onEnded();
  }

  #become(placed: Placed, to: JobStatus, become: () => void): void {
    this.counts[placed.job.status] -= 1;
    this.counts[to] += 1;
    become();
  }
}
