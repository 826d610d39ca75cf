import type { CallOutcome } from '../../errors/call-outcome.ts';
import { type EvenkeelError, OptionError } from '../../errors/errors.ts';
import { CallScope } from '../../time/wait-scope.ts';
import type { NeroxTools, StreamedEvent } from './api.ts';
import { JobCancelledError, JobFailedError, JobTimeoutError, neroxError } from './errors.ts';
import type { CancelOptions, Job, WaitOptions } from './job.ts';
import { JobCanceller } from './job-canceller.ts';
import { abandoned, failureOf, type JobFailure, left, lost, outOfReach, type StopReason } from './job-failure.ts';
import { type JobEvent, JobHistory } from './job-history.ts';
import { hasEnded, type JobResult, type JobSnapshot, ranMs, spentGpuSeconds } from './wire.ts';

/** How long a wait that gave up still waits for the bill, in milliseconds: an answer takes less, or does not come. */
const BILL_WAIT_MS = 5_000;
/** How long a closing client tries to cancel a job, in milliseconds: longer than a breaker stays open. */
const GIVE_UP_MS = 8_000;

/** How a job ended, for those that wait for it and for what is counted. */
export interface JobEnding {
  outcome: CallOutcome;
  /** What the job found, if it succeeded, or was cancelled after it had found something. */
  result: JobResult | undefined;
  /** What a wait throws; undefined if the outcome is ok. */
  error: JobFailure | undefined;
  /** Why it did not end well: the API's code, or ours. */
  reason: string | undefined;
  durationMs: number;
  billedGpuMs: number;
  savedGpuMs: number;
  /** Whether the job has ended at the API; false if it may still run. */
  certain: boolean;
}

const toMs = (seconds: number): number => Math.round(seconds * 1_000);

/**
 * A job as its client knows it, from its stream, its polls and its cancellations. It ends once; nothing changes after
 * that.
 */
export class TrackedJob implements Job {
  // A job is found by the names in its first answer, whatever later answers say.
  readonly id: string;
  readonly problemType: string;
  readonly idempotencyKey: string | null;
  /** Resolves when the job has ended. Everything that follows its end waits for this. */
  readonly whenEnded: Promise<JobEnding>;
  readonly #tools: NeroxTools;
  readonly #waiting = new Set<() => void>();
  #snapshot: JobSnapshot;
  #stopReason: StopReason | undefined;
  #ended = false;
  #ending: JobEnding | undefined;
  #resolve: (ending: JobEnding) => void = () => {};
  #canceller: JobCanceller | undefined;
  #history: JobHistory | undefined;

  constructor(snapshot: JobSnapshot, tools: NeroxTools) {
    this.id = snapshot.id;
    this.problemType = snapshot.problem_type;
    this.idempotencyKey = snapshot.idempotency_key;
    this.#snapshot = snapshot;
    this.#tools = tools;
    this.whenEnded = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get snapshot(): JobSnapshot {
    return this.#snapshot;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Why this client has the job cancelled; undefined if it has not. */
  get stopReason(): StopReason | undefined {
    return this.#stopReason;
  }

  /** What has happened to it so far. */
  get history(): JobHistory {
    if (this.#history === undefined) {
      this.#history = new JobHistory();
      // The job had ended before anybody asked for its history, and only its end is known.
      if (hasEnded(this.#snapshot)) this.#history.polled(this.#snapshot);
    }
    return this.#history;
  }

  async wait({ timeoutMs = 600_000, signal, cancelOnTimeout = true }: WaitOptions = {}): Promise<JobResult> {
    if (!(timeoutMs >= 0)) throw new OptionError('timeoutMs', 'give a number of at least 0.', timeoutMs);
    const gaveUp = await this.#untilEnded(timeoutMs, signal);
    if (gaveUp === undefined) return this.#outcome();
    const isLate = gaveUp.code === 'EVK_DEADLINE_EXCEEDED';
    if (cancelOnTimeout) {
      this.stop(isLate ? { why: 'timeout', afterMs: timeoutMs } : { why: 'not-wanted' }).catch(() => {});
      if ((await this.#untilEnded(BILL_WAIT_MS, undefined)) === undefined) return this.#outcome();
    }
    const facts = { jobId: this.id, billedGpuSeconds: undefined };
    const rest = cancelOnTimeout ? 'this client goes on trying to cancel it' : 'it goes on';
    if (isLate) throw new JobTimeoutError(`The job ${this.id} had not ended after ${timeoutMs} ms; ${rest}.`, facts);
    const cause = { cause: signal?.reason };
    throw new JobCancelledError(
      `The wait for the job ${this.id} was cancelled; ${rest}.`,
      facts,
      cause,
      'EVK_JOB_LEFT',
    );
  }

  async result(): Promise<JobResult> {
    if (this.#ending === undefined) throw neroxError('EVK_JOB_NOT_ENDED', `The job ${this.id} has not ended.`);
    return this.#ending.result ?? this.#outcome();
  }

  async cancel({ because = 'not-wanted' }: CancelOptions = {}): Promise<JobSnapshot> {
    await this.stop({ why: because });
    return this.#snapshot;
  }

  async refresh({ signal }: { signal?: AbortSignal } = {}): Promise<JobSnapshot> {
    if (!this.ended) this.polled(await this.#tools.api.get(this.id, signal && { signal }));
    return this.#snapshot;
  }

  async *stream({ signal }: { signal?: AbortSignal } = {}): AsyncGenerator<JobEvent, void, undefined> {
    const scope = new CallScope(this.#tools.clock, Number.POSITIVE_INFINITY, signal);
    try {
      yield* this.history.follow(scope, () => this.#ending);
    } catch (error) {
      // Whoever ended the stream knows that it is over.
      if (error !== scope.ended) throw error;
    } finally {
      scope.dispose();
    }
  }

  /** Has the job cancelled. Only the first reason counts. Rejects as {@link cancel} does. */
  async stop(reason: StopReason): Promise<void> {
    if (this.ended) return;
    this.#stopReason ??= reason;
    this.#canceller ??= new JobCanceller(this, this.#tools);
    await this.#canceller.cancel();
  }

  /** Cancels the job, and stops waiting for it if that goes on failing. */
  async giveUp(reason: unknown): Promise<void> {
    this.stop({ why: 'not-wanted', cause: reason }).catch(() => {});
    await this.#untilEnded(GIVE_UP_MS, undefined);
    this.#endUnheard(abandoned(this.#snapshot, reason), false);
  }

  /** Lets the job run on, unwatched. */
  leave(reason: unknown): void {
    this.#endUnheard(left(this.#snapshot, reason), false);
  }

  /** Takes an event of the job's stream. */
  streamed({ id, event }: StreamedEvent): void {
    if (this.ended || !this.history.streamed(id, event)) return;
    const { iteration, iterations, best_energy } = event;
    this.#take(
      event.job ?? { ...this.#snapshot, status: event.status, progress: { iteration, iterations, best_energy } },
    );
  }

  /** Takes the state that an answer told. */
  polled(job: JobSnapshot): void {
    if (this.ended) return;
    // If nothing but the job's end was heard, its history is made only when somebody asks for it.
    if (this.#history !== undefined || !hasEnded(job)) this.history.polled(job);
    // The answer may be older than what the stream has told meanwhile.
    const isOld = !hasEnded(job) && job.progress.iteration < this.#snapshot.progress.iteration;
    if (!isOld) this.#take(job);
  }

  /** The API no longer knows the job. */
  lost(cause: EvenkeelError): void {
    this.#endUnheard(lost(this.#snapshot, cause), true);
  }

  /** The job can be neither watched nor cancelled. */
  outOfReach(cause: unknown): void {
    this.#endUnheard(outOfReach(this.#snapshot, cause), false);
  }

  #take(job: JobSnapshot): void {
    this.#snapshot = job;
    if (!hasEnded(job)) return;
    const result = job.result ?? undefined;
    const billedGpuMs = toMs(job.billed_gpu_seconds as number);
    const isEnough = job.status === 'cancelled' && this.#stopReason?.why === 'good-enough' && result !== undefined;
    const savedGpuMs = isEnough ? Math.max(0, toMs(job.estimated_gpu_seconds) - billedGpuMs) : 0;
    const error = job.status === 'succeeded' || isEnough ? undefined : failureOf(job, this.#stopReason);
    this.#end(error, { result, durationMs: ranMs(job), billedGpuMs, savedGpuMs, certain: true });
  }

  /** Ends the job here, without an answer that says how it ended. */
  #endUnheard(error: JobFailure, certain: boolean): void {
    const durationMs = toMs(spentGpuSeconds(this.#snapshot));
    this.#end(error, { result: undefined, durationMs, billedGpuMs: 0, savedGpuMs: 0, certain });
  }

  #end(error: JobFailure | undefined, facts: Omit<JobEnding, 'outcome' | 'error' | 'reason'>): void {
    if (this.#ending !== undefined) return;
    const reason = error instanceof JobFailedError ? error.reason : error?.code;
    this.#ending = { ...facts, outcome: error?.outcome ?? 'ok', error, reason };
    this.#ended = true;
    this.#resolve(this.#ending);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    this.#history?.wake();
  }

  async #outcome(): Promise<JobResult> {
    const { error, result } = this.#ending as JobEnding;
    if (error !== undefined) throw error;
    return result as JobResult;
  }

  /** Waits for the job's end. Returns why the wait ended before that, if it did. */
  async #untilEnded(timeoutMs: number, signal: AbortSignal | undefined): Promise<EvenkeelError | undefined> {
    if (this.ended) return undefined;
    const scope = new CallScope(this.#tools.clock, timeoutMs, signal);
    try {
      await scope.wait((done) => {
        this.#waiting.add(done);
        return () => this.#waiting.delete(done);
      });
      return undefined;
    } catch (error) {
      return error as EvenkeelError;
    } finally {
      scope.dispose();
    }
  }
}
