import type { EvenkeelError } from '../../errors/errors.ts';
import type { Cancel } from '../../time/clock.ts';
import type { CallScope } from '../../time/wait-scope.ts';
import { hasEnded, type JobSnapshot, type JobStatus, type ProgressData, spentGpuSeconds } from './wire.ts';

/** What happened to a job. */
export interface JobEvent {
  /** Grows from event to event. It is the API's own number, except for events that a poll told. */
  id: number;
  /** `status`: the job was queued, or has started; `progress`: it found something better; `end`: the last event. */
  type: 'status' | 'progress' | 'end';
  status: JobStatus;
  /** null: the job has found nothing yet. */
  best_energy: number | null;
  iteration: number;
  iterations: number;
  /** The GPU time taken so far; at the job's end, what is billed. */
  gpu_seconds: number;
  /** Set on `status` and `end`; on `end` it has the result. */
  job?: JobSnapshot;
}

export type UnnumberedEvent = Omit<JobEvent, 'id'>;

/** The most events of a job that are kept for listeners that come late, or are slow. */
const MOST_KEPT = 1_000;

const ranks: Record<JobStatus, number> = { queued: 0, running: 1, succeeded: 2, failed: 2, cancelled: 2 };

export function stateEvent(job: JobSnapshot): UnnumberedEvent {
  const { status, progress } = job;
  const type = hasEnded(job) ? 'end' : 'status';
  return { type, status, ...progress, gpu_seconds: spentGpuSeconds(job), job };
}

export const progressEvent = ({ iteration, iterations, best_energy, gpu_seconds }: ProgressData): UnnumberedEvent => ({
  type: 'progress',
  status: 'running',
  best_energy,
  iteration,
  iterations,
  gpu_seconds,
});

/**
 * A job's events in order, each once, whether the stream or a poll told them. The stream numbers its events, so none
 * comes twice. A poll may be ahead of the stream; what the stream then repeats is left out.
 */
export class JobHistory {
  readonly #kept: JobEvent[] = [];
  readonly #listeners = new Set<() => void>();
  #lastId = 0;
  #lastStreamedId = 0;
  /** Whether a poll has told what the stream may be about to repeat. */
  #ahead = false;
  #rank = -1;
  #iteration = -1;
  #best: number | null = null;

  /** The API's id of the last event that its stream told; 0 before the first. */
  get lastStreamedId(): number {
    return this.#lastStreamedId;
  }

  /** Takes an event of the stream. Returns false if it told nothing new. */
  streamed(id: number, event: UnnumberedEvent): boolean {
    if (id <= this.#lastStreamedId) return false;
    this.#lastStreamedId = id;
    if (this.#ahead && ranks[event.status] <= this.#rank && event.iteration <= this.#iteration) return false;
    this.#ahead = false;
    this.#push(id, event);
    return true;
  }

  /** Takes the state that a poll told. Returns false if nothing has happened since. */
  polled(job: JobSnapshot): boolean {
    const event = stateEvent(job);
    const isNext = ranks[job.status] > this.#rank;
    const isBetter = event.best_energy !== this.#best && event.iteration > this.#iteration;
    if (!isNext && !isBetter) {
      this.#iteration = Math.max(event.iteration, this.#iteration);
      return false;
    }
    this.#ahead = true;
    const { job: _state, ...progress } = event;
    this.#push(this.#lastId + 1, isNext ? event : { ...progress, type: 'progress' });
    return true;
  }

  /** The first kept event whose id is above this one. */
  after(id: number): JobEvent | undefined {
    let [from, to] = [0, this.#kept.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#kept[middle] as JobEvent).id > id) to = middle;
      else from = middle + 1;
    }
    return this.#kept[from];
  }

  /**
   * All kept events from the first on, then each as it comes, until `end`. Ends with the scope; a wait that the scope
   * ends throws its reason.
   *
   * @param ending returns how the job ended, once it has
   * @throws EvenkeelError the job's own error, where it ended without an `end` event
   */
  async *follow(
    scope: CallScope,
    ending: () => { error: EvenkeelError | undefined } | undefined,
  ): AsyncGenerator<JobEvent, void, undefined> {
    let seen = 0;
    while (scope.ended === undefined) {
      const event = this.after(seen);
      const ended = ending();
      if (event !== undefined) {
        seen = event.id;
        yield event;
        if (event.type === 'end') return;
      } else if (ended === undefined) {
        await scope.wait((done) => this.onNext(done));
      } else {
        throw ended.error;
      }
    }
  }

  /** Calls `listener` with the next event, once. */
  onNext(listener: () => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Wakes all listeners, although no event has come. */
  wake(): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  #push(id: number, event: UnnumberedEvent): void {
    this.#lastId = Math.max(id, this.#lastId + 1);
    this.#rank = ranks[event.status];
    this.#iteration = Math.max(event.iteration, this.#iteration);
    this.#best = event.best_energy;
    this.#kept.push({ id: this.#lastId, ...event });
    if (this.#kept.length > MOST_KEPT) {
      // The oldest improvement is the least useful. Events of the job's states are few, so they are kept.
      const oldest = this.#kept.findIndex(({ type }) => type === 'progress');
      this.#kept.splice(Math.max(oldest, 0), 1);
    }
    this.wake();
  }
}
