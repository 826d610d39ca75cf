import { EvenkeelError, isEvenkeelError, OptionError } from '../../errors/errors.ts';
import { CallScope } from '../../time/wait-scope.ts';
import type { StreamedEvent } from './api.ts';
import { JobCancelledError, JobTimeoutError } from './errors.ts';
import type { CancelOptions, Job, WaitOptions } from './job.ts';
import { JobCanceller } from './job-canceller.ts';
import { abandoned, endingOf, type JobEnding, left, lost, outOfReach, type StopReason } from './job-ending.ts';
import { type JobEvent, JobHistory } from './job-history.ts';
import { type Watched, type WatchTools, watchJob } from './job-watch.ts';
import { hasEnded, type JobResult, type JobSnapshot } from './wire.ts';

/** How long who gives up waits for the bill, in milliseconds: an answer takes less, or does not come. */
const BILL_WAIT_MS = 5_000;
/** A client that is closed tries to cancel for so long: a breaker that is open is so for less. In milliseconds. */
const GIVE_UP_MS = 8_000;
/** For the server to end a stream whose last event was read, so that its connection is kept. */
const LINGER_MS = 1_000;

export interface JobTools extends WatchTools {
  /** Is told once, before those who wait for the end. */
  onEnded: (job: TrackedJob, ending: JobEnding) => void;
}

export class TrackedJob implements Job, Watched {
  // Whatever later answers say, it is kept and found by what it was called at first.
  readonly id: string;
  readonly problemType: string;
  readonly idempotencyKey: string | null;
  readonly #tools: JobTools;
  readonly #history = new JobHistory();
  readonly #canceller: JobCanceller;
  readonly #watching = new AbortController();
  readonly #whenEnded = new Set<() => void>();
  #watch: Promise<void> = Promise.resolve();
  #snapshot: JobSnapshot;
  #stop: StopReason | undefined;
  #ending: JobEnding | undefined;

  constructor(snapshot: JobSnapshot, tools: JobTools) {
    this.id = snapshot.id;
    this.problemType = snapshot.problem_type;
    this.idempotencyKey = snapshot.idempotency_key;
    this.#snapshot = snapshot;
    this.#tools = tools;
    this.#canceller = new JobCanceller(snapshot.id, tools, {
      answered: (job) => this.polled(job),
      lost: (cause) => this.lost(cause),
    });
  }

  get snapshot(): JobSnapshot {
    return this.#snapshot;
  }

  get ended(): boolean {
    return this.#ending !== undefined;
  }

  get lastStreamedId(): number {
    return this.#history.lastStreamedId;
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
    const ending = this.#ending;
    if (ending === undefined) throw new EvenkeelError('EVK_JOB_NOT_ENDED', `The job ${this.id} has not ended.`);
    return ending.result ?? this.#outcome();
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
    let seen = 0;
    try {
      while (scope.ended === undefined) {
        const event = this.#history.after(seen);
        if (event !== undefined) {
          seen = event.id;
          yield event;
          if (event.type === 'end') return;
        } else if (this.#ending === undefined) {
          await scope.wait((done) => this.#history.onNext(done));
        } else {
          throw this.#ending.error;
        }
      }
    } catch (error) {
      // Who ends it knows it.
      if (error !== scope.ended) throw error;
    } finally {
      scope.dispose();
    }
  }

  /** Has it cancelled, for the first reason that is given. Rejects as {@link cancel} does. */
  async stop(reason: StopReason): Promise<void> {
    if (this.ended) return;
    this.#stop ??= reason;
    await this.#canceller.cancel();
  }

  /** Begins to watch it. */
  watch(): void {
    if (this.ended) return;
    this.#watch = watchJob(this, this.#tools, this.#watching.signal);
    this.#watch.catch((cause) => this.#end(outOfReach(this.#snapshot, cause)));
  }

  /** Resolves when nothing is under way for it any more. */
  async settled(): Promise<void> {
    await this.#untilEnded(Number.POSITIVE_INFINITY, undefined);
    await this.#watch.catch(() => {});
  }

  /** Cancels it; where that goes on to fail, waits for it no more. */
  async giveUp(reason: unknown): Promise<void> {
    this.stop({ why: 'not-wanted', cause: reason }).catch(() => {});
    await this.#untilEnded(GIVE_UP_MS, undefined);
    this.#end(abandoned(this.#snapshot, reason));
  }

  /** Watches it no more, and lets it run. */
  leave(reason: unknown): void {
    this.#end(left(this.#snapshot, reason));
    this.#watching.abort();
  }

  streamed({ id, event }: StreamedEvent): void {
    if (this.ended || !this.#history.streamed(id, event)) return;
    const { iteration, iterations, best_energy } = event;
    this.#take(
      event.job ?? { ...this.#snapshot, status: event.status, progress: { iteration, iterations, best_energy } },
    );
  }

  polled(job: JobSnapshot): void {
    if (this.ended) return;
    this.#history.polled(job);
    // What was asked for before may come after what the stream told meanwhile.
    const isOld = !hasEnded(job) && job.progress.iteration < this.#snapshot.progress.iteration;
    if (!isOld) this.#take(job);
  }

  lost(cause: EvenkeelError): void {
    this.#end(lost(this.#snapshot, cause));
  }

  unwatchable(cause: EvenkeelError): void {
    if (this.#stop?.why === 'unwatchable') return;
    this.stop({ why: 'unwatchable', cause }).catch((error) => {
      if (isEvenkeelError(error) && error.status === 403) this.#end(outOfReach(this.#snapshot, cause));
    });
  }

  #take(job: JobSnapshot): void {
    this.#snapshot = job;
    if (hasEnded(job)) this.#end(endingOf(job, this.#stop));
  }

  #end(ending: JobEnding): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#canceller.dispose();
    const stopTimer = this.#tools.clock.setTimeout(() => this.#watching.abort(), LINGER_MS);
    this.#watch.then(stopTimer, stopTimer);
    this.#tools.onEnded(this, ending);
    for (const ended of this.#whenEnded) ended();
    this.#whenEnded.clear();
    this.#history.wake();
  }

  async #outcome(): Promise<JobResult> {
    const { error, result } = this.#ending as JobEnding;
    if (error !== undefined) throw error;
    return result as JobResult;
  }

  /** Why its end was not waited for, if it was not. */
  async #untilEnded(timeoutMs: number, signal: AbortSignal | undefined): Promise<EvenkeelError | undefined> {
    if (this.ended) return undefined;
    const scope = new CallScope(this.#tools.clock, timeoutMs, signal);
    try {
      await scope.wait((done) => {
        this.#whenEnded.add(done);
        return () => this.#whenEnded.delete(done);
      });
      return undefined;
    } catch (error) {
      return error as EvenkeelError;
    } finally {
      scope.dispose();
    }
  }
}
