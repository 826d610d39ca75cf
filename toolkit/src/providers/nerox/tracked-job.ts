import { type EvenkeelError, isEvenkeelError, OptionError } from '../../errors/errors.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { JobCancelledError, JobTimeoutError, neroxError } from './errors.ts';
import type { CancelOptions, Job, WaitOptions } from './job.ts';
import { JobCanceller } from './job-canceller.ts';
import { abandoned, type JobEnding, left, outOfReach, type StopReason } from './job-ending.ts';
import type { JobEvent } from './job-history.ts';
import { JobState } from './job-state.ts';
import { type WatchTools, watchJob } from './job-watch.ts';
import type { JobResult, JobSnapshot } from './wire.ts';

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

/** A job as its client has it: watched from its beginning to its end, and cancelled when nobody wants it any more. */
export class TrackedJob implements Job {
  readonly #tools: JobTools;
  readonly #state: JobState;
  readonly #canceller: JobCanceller;
  readonly #watching = new AbortController();
  #watch: Promise<void> = Promise.resolve();

  constructor(snapshot: JobSnapshot, tools: JobTools) {
    this.#tools = tools;
    this.#state = new JobState(snapshot);
    this.#canceller = new JobCanceller(this.#state, tools);
    this.#state.onEnd(() => this.#ended());
  }

  get id(): string {
    return this.#state.id;
  }

  get problemType(): string {
    return this.#state.problemType;
  }

  get idempotencyKey(): string | null {
    return this.#state.idempotencyKey;
  }

  get snapshot(): JobSnapshot {
    return this.#state.snapshot;
  }

  get ended(): boolean {
    return this.#state.ended;
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
    const { ending } = this.#state;
    if (ending === undefined) throw neroxError('EVK_JOB_NOT_ENDED', `The job ${this.id} has not ended.`);
    return ending.result ?? this.#outcome();
  }

  async cancel({ because = 'not-wanted' }: CancelOptions = {}): Promise<JobSnapshot> {
    await this.stop({ why: because });
    return this.snapshot;
  }

  async refresh({ signal }: { signal?: AbortSignal } = {}): Promise<JobSnapshot> {
    if (!this.ended) this.polled(await this.#tools.api.get(this.id, signal && { signal }));
    return this.snapshot;
  }

  async *stream({ signal }: { signal?: AbortSignal } = {}): AsyncGenerator<JobEvent, void, undefined> {
    const scope = new CallScope(this.#tools.clock, Number.POSITIVE_INFINITY, signal);
    const { history } = this.#state;
    let seen = 0;
    try {
      while (scope.ended === undefined) {
        const event = history.after(seen);
        if (event !== undefined) {
          seen = event.id;
          yield event;
          if (event.type === 'end') return;
        } else if (this.#state.ending === undefined) {
          await scope.wait((done) => history.onNext(done));
        } else {
          throw this.#state.ending.error;
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
    this.#state.stopping(reason);
    await this.#canceller.cancel();
  }

  /** Begins to watch it. */
  watch(): void {
    if (this.ended) return;
    const onForbidden = (cause: EvenkeelError): void => this.#forbidden(cause);
    this.#watch = watchJob(this.#state, { ...this.#tools, signal: this.#watching.signal, onForbidden });
    this.#watch.catch((cause) => this.#state.end(outOfReach(this.snapshot, cause)));
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
    this.#state.end(abandoned(this.snapshot, reason));
  }

  /** Watches it no more, and lets it run. */
  leave(reason: unknown): void {
    this.#state.end(left(this.snapshot, reason));
    this.#watching.abort();
  }

  /** Takes what an answer told of it. */
  polled(job: JobSnapshot): void {
    this.#state.polled(job);
  }

  #forbidden(cause: EvenkeelError): void {
    if (this.#state.stop?.why === 'unwatchable') return;
    this.stop({ why: 'unwatchable', cause }).catch((error) => {
      if (isEvenkeelError(error) && error.status === 403) this.#state.end(outOfReach(this.snapshot, cause));
    });
  }

  #ended(): void {
    const stopTimer = this.#tools.clock.setTimeout(() => this.#watching.abort(), LINGER_MS);
    this.#watch.then(stopTimer, stopTimer);
    this.#tools.onEnded(this, this.#state.ending as JobEnding);
  }

  async #outcome(): Promise<JobResult> {
    const { error, result } = this.#state.ending as JobEnding;
    if (error !== undefined) throw error;
    return result as JobResult;
  }

  /** Why its end was not waited for, if it was not. */
  async #untilEnded(timeoutMs: number, signal: AbortSignal | undefined): Promise<EvenkeelError | undefined> {
    if (this.ended) return undefined;
    const scope = new CallScope(this.#tools.clock, timeoutMs, signal);
    try {
      await scope.wait((done) => this.#state.onEnd(done));
      return undefined;
    } catch (error) {
      return error as EvenkeelError;
    } finally {
      scope.dispose();
    }
  }
}
