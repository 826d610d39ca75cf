import type { OpenedJob } from '../../call/call.ts';
import type { ContractClient } from '../../client/client.ts';
import type { Random } from '../../time/clock.ts';
import { randomId } from '../../time/ids.ts';
import type { JobEnding } from './job-ending.ts';
import type { WatchTools } from './job-watch.ts';
import type { Reservation, SpendGuard } from './spend-guard.ts';
import type { SubmissionLog } from './submission-log.ts';
import { type JobTools, TrackedJob } from './tracked-job.ts';
import { hasEnded, type JobSnapshot } from './wire.ts';

/** What a job holds until it ends. */
interface Held {
  callId: string;
  /** Its slot, and its call. */
  end: (ending: JobEnding) => void;
  reservation: Reservation | undefined;
}

export interface JobsOptions {
  log: SubmissionLog | undefined;
  guard: SpendGuard | undefined;
}

/** Ended jobs that are remembered, so that none is counted twice. */
const REMEMBERED = 10_000;

/** The jobs of a client that have not ended, and what each holds until then. */
export class Jobs {
  readonly #client: ContractClient;
  readonly #tools: WatchTools;
  readonly #random: Random;
  readonly #log: SubmissionLog | undefined;
  readonly #guard: SpendGuard | undefined;
  readonly #live = new Map<string, TrackedJob>();
  readonly #byKey = new Map<string, TrackedJob>();
  readonly #held = new WeakMap<TrackedJob, Held>();
  readonly #counted = new Set<string>();
  readonly #notes = new Set<Promise<void>>();

  constructor(client: ContractClient, tools: WatchTools, { log, guard }: JobsOptions) {
    this.#client = client;
    this.#tools = tools;
    this.#random = tools.random;
    this.#log = log;
    this.#guard = guard;
  }

  get all(): TrackedJob[] {
    return [...this.#live.values()];
  }

  /** One that has not ended. */
  live(id: string): TrackedJob | undefined {
    return this.#live.get(id);
  }

  liveByKey(idempotencyKey: string): TrackedJob | undefined {
    return this.#byKey.get(idempotencyKey);
  }

  /** Takes on a job that was submitted. */
  begin(opened: OpenedJob<JobSnapshot>, callId: string, reservation: Reservation | undefined): TrackedJob {
    const known = this.#live.get(opened.value.id);
    if (known !== undefined) {
      // It is counted already.
      opened.end({ outcome: 'ok', durationMs: 0 });
      reservation?.release();
      return known;
    }
    const end = ({ outcome, durationMs, error }: JobEnding): void =>
      opened.end({ outcome, durationMs, code: error?.code, message: error?.message });
    return this.#begin(opened.value, { callId, end, reservation });
  }

  /**
   * Takes on a job that another process submitted, or this one without hearing of it. Its slot is taken as soon as one is
   * free: the job runs already, so it is watched before that.
   */
  adopt(snapshot: JobSnapshot, reservation?: Reservation): TrackedJob {
    const known = this.#live.get(snapshot.id);
    if (known !== undefined) {
      reservation?.release();
      return known;
    }
    const callId = randomId(this.#random);
    const end = hasEnded(snapshot) ? () => {} : this.#slotOf(snapshot, callId);
    const paid = reservation ?? (hasEnded(snapshot) ? undefined : this.#guard?.adopted());
    return this.#begin(snapshot, { callId, end, reservation: paid });
  }

  /** A job that has ended, and is of no concern any more. */
  past(snapshot: JobSnapshot): TrackedJob {
    const job = new TrackedJob(snapshot, { ...this.#tools, onEnded: () => {} });
    job.polled(snapshot);
    return job;
  }

  /** Notes that nothing of a submit is left to be looked for. A note that is lost costs a look. */
  forget(idempotencyKey: string): void {
    if (this.#log === undefined) return;
    const note = this.#log.ended(idempotencyKey).catch(() => {});
    this.#notes.add(note);
    note.finally(() => this.#notes.delete(note));
  }

  /** Resolves when all have ended, and what is to be noted is. */
  async settled(): Promise<void> {
    while (this.#live.size > 0) await Promise.all(this.all.map((job) => job.settled()));
    await Promise.all(this.#notes);
  }

  #begin(snapshot: JobSnapshot, held: Held): TrackedJob {
    const tools: JobTools = { ...this.#tools, onEnded: (job, ending) => this.#ended(job, ending) };
    const job = new TrackedJob(snapshot, tools);
    this.#held.set(job, held);
    this.#live.set(job.id, job);
    if (job.idempotencyKey !== null) this.#byKey.set(job.idempotencyKey, job);
    held.reservation?.estimated(snapshot.estimated_gpu_seconds);
    if (!this.#counted.has(job.id)) {
      this.#client.emit({ type: 'job-started', operation: 'job', callId: held.callId, jobId: job.id });
    }
    if (hasEnded(snapshot)) job.polled(snapshot);
    else job.watch();
    return job;
  }

  #ended(job: TrackedJob, ending: JobEnding): void {
    const { id: jobId, idempotencyKey: key, problemType } = job;
    const { callId, end, reservation } = this.#held.get(job) as Held;
    this.#live.delete(jobId);
    if (key !== null) this.#byKey.delete(key);
    const isNew = this.#count(jobId);
    const { outcome, durationMs, billedGpuMs, savedGpuMs, reason, certain } = ending;
    if (isNew) {
      const facts = { problemType, outcome, durationMs, billedGpuMs, savedGpuMs, reason };
      this.#client.emit({ type: 'job-ended', operation: 'job', callId, jobId, ...facts });
    }
    end(ending);
    if (!isNew) reservation?.release();
    else if (certain) reservation?.ended(billedGpuMs);
    if (certain && key !== null) this.forget(key);
  }

  #count(id: string): boolean {
    if (this.#counted.has(id)) return false;
    this.#counted.add(id);
    const [oldest] = this.#counted;
    if (this.#counted.size > REMEMBERED && oldest !== undefined) this.#counted.delete(oldest);
    return true;
  }

  /** Takes a slot for a job that runs already; the returned function gives it back. */
  #slotOf({ id }: JobSnapshot, callId: string): Held['end'] {
    const controller = new AbortController();
    let ending: JobEnding | undefined;
    let opened: OpenedJob<JobSnapshot> | undefined;
    const release = (): void => {
      if (opened === undefined || ending === undefined) return;
      const { outcome, durationMs, error } = ending;
      opened.end({ outcome, durationMs, code: error?.code, message: error?.message });
    };
    this.#tools.api.adopt(id, { callId, signal: controller.signal }).then(
      (taken) => {
        opened = taken;
        this.#live.get(id)?.polled(taken.value);
        release();
      },
      // Without one, this client sends more than it should, and is told so by 429s.
      () => {},
    );
    return (given) => {
      ending = given;
      controller.abort();
      release();
    };
  }
}
