import type { EvenkeelError } from '../../errors/errors.ts';
import type { Cancel } from '../../time/clock.ts';
import type { StreamedEvent } from './api.ts';
import { endingOf, type JobEnding, lost, type StopReason } from './job-ending.ts';
import { JobHistory } from './job-history.ts';
import { hasEnded, type JobSnapshot } from './wire.ts';

/** What is known of a job, whoever told it: its stream, a poll, a cancellation. It ends once; then nothing changes. */
export class JobState {
  // Whatever later answers say, a job is kept and found by what it was called at first.
  readonly id: string;
  readonly problemType: string;
  readonly idempotencyKey: string | null;
  readonly history = new JobHistory();
  readonly #whenEnded = new Set<() => void>();
  #snapshot: JobSnapshot;
  #stop: StopReason | undefined;
  #ending: JobEnding | undefined;

  constructor(snapshot: JobSnapshot) {
    this.id = snapshot.id;
    this.problemType = snapshot.problem_type;
    this.idempotencyKey = snapshot.idempotency_key;
    this.#snapshot = snapshot;
  }

  get snapshot(): JobSnapshot {
    return this.#snapshot;
  }

  get ending(): JobEnding | undefined {
    return this.#ending;
  }

  get ended(): boolean {
    return this.#ending !== undefined;
  }

  /** Why this client has it cancelled; undefined where it has not. */
  get stop(): StopReason | undefined {
    return this.#stop;
  }

  /** Notes why it is being cancelled. The first reason holds. */
  stopping(reason: StopReason): void {
    this.#stop ??= reason;
  }

  /** Takes what its stream told. */
  streamed({ id, event }: StreamedEvent): void {
    if (this.ended || !this.history.streamed(id, event)) return;
    const { iteration, iterations, best_energy } = event;
    this.#take(
      event.job ?? { ...this.#snapshot, status: event.status, progress: { iteration, iterations, best_energy } },
    );
  }

  /** Takes what an answer told. */
  polled(job: JobSnapshot): void {
    if (this.ended) return;
    this.history.polled(job);
    // What was asked for before may come after what the stream told meanwhile.
    const isOld = !hasEnded(job) && job.progress.iteration < this.#snapshot.progress.iteration;
    if (!isOld) this.#take(job);
  }

  /** The API knows it no more. */
  lost(cause: EvenkeelError): void {
    this.end(lost(this.#snapshot, cause));
  }

  /** Ends it, where no answer has. */
  end(ending: JobEnding): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    for (const listener of this.#whenEnded) listener();
    this.#whenEnded.clear();
    this.history.wake();
  }

  /** Calls `listener` at its end, once, after those that came before. */
  onEnd(listener: () => void): Cancel {
    this.#whenEnded.add(listener);
    return () => this.#whenEnded.delete(listener);
  }

  #take(job: JobSnapshot): void {
    this.#snapshot = job;
    if (hasEnded(job)) this.end(endingOf(job, this.#stop));
  }
}
