import type { JobEnd } from '../../call/call.ts';
import type { CallOptions } from '../../client/client-options.ts';
import { requireCallId } from '../../client/options.ts';
import type { ProviderEvent } from '../../events.ts';
import { randomId, uniqueIds } from '../../time/ids.ts';
import type { NeroxTools } from './api.ts';
import { neroxError, type OfSubmit } from './errors.ts';
import { watchJob } from './job-watch.ts';
import { LostSubmits, mayHaveArrived } from './lost-submits.ts';
import type { Reservation, SpendGuard } from './spend-guard.ts';
import type { SubmissionLog } from './submission-log.ts';
import { type JobEnding, TrackedJob } from './tracked-job.ts';
import { hasEnded, type JobSnapshot } from './wire.ts';

export interface JobsTools extends NeroxTools {
  /** Undefined if nobody listens. */
  emit: ((event: ProviderEvent) => void) | undefined;
  guard: SpendGuard | undefined;
  log: SubmissionLog | undefined;
}

/** How many ended jobs are remembered, so that none is counted twice. */
const REMEMBERED = 10_000;

/**
 * A client's jobs from their submit to their end. Each is submitted once, none runs on unknown to the client, and what
 * a job holds (its slot, its reservation) is given back when it ends.
 */
export class Jobs {
  readonly #tools: JobsTools;
  readonly #newKey: () => string;
  /** The prefix of its jobs' call ids. */
  readonly #name: string;
  #calls = 0;
  readonly #submits = new Map<string, Promise<TrackedJob>>();
  readonly #lost: LostSubmits;
  readonly #live = new Map<string, TrackedJob>();
  readonly #byKey = new Map<string, TrackedJob>();
  readonly #counted = new Set<string>();
  /** Watches, and notes in the log, that a close waits for. */
  readonly #underWay = new Set<Promise<void>>();

  constructor(tools: JobsTools) {
    this.#tools = tools;
    this.#newKey = uniqueIds(tools.random);
    this.#name = randomId(tools.random);
    this.#lost = new LostSubmits(tools);
  }

  /** The jobs that have not ended. */
  get all(): TrackedJob[] {
    return [...this.#live.values()];
  }

  /** The job of this id, if it has not ended. */
  live(id: string): TrackedJob | undefined {
    return this.#live.get(id);
  }

  liveByKey(idempotencyKey: string): TrackedJob | undefined {
    return this.#byKey.get(idempotencyKey);
  }

  /** Whether the job of this key is being submitted, or has not ended. */
  has(idempotencyKey: string): boolean {
    return this.#submits.has(idempotencyKey) || this.#byKey.has(idempotencyKey);
  }

  /**
   * @throws EvenkeelError as NeroxClient.optimize.submit does, with the {@link OfSubmit.idempotencyKey}
   * @throws OptionError for an option that cannot be used
   */
  submit(problemType: string, payload: unknown, options: CallOptions): Promise<TrackedJob> {
    const { idempotencyKey: given } = options;
    if (given !== undefined) requireCallId(given, 'idempotencyKey');
    const key = given ?? this.#newKey();
    const known = this.#byKey.get(key);
    if (known !== undefined) return Promise.resolve(known);
    const same = this.#submits.get(key);
    if (same !== undefined) return same;
    const submitted = this.#submit(problemType, payload, { ...options, idempotencyKey: key }, given !== undefined);
    this.#submits.set(key, submitted);
    const settled = (): void => {
      // A failed submit is looked for, and its key may have been submitted again already.
      if (this.#submits.get(key) === submitted) this.#submits.delete(key);
    };
    submitted.then(settled, settled);
    return submitted;
  }

  /**
   * Takes on a job that another process submitted, or this one without getting the answer. The job runs already, so it
   * is watched at once; its slot is taken as soon as one is free.
   */
  adopt(snapshot: JobSnapshot, reservation?: Reservation): TrackedJob {
    const known = this.#live.get(snapshot.id);
    if (known !== undefined) {
      reservation?.release();
      return known;
    }
    const { api, guard } = this.#tools;
    const callId = `${this.#name}.${this.#calls++}`;
    if (hasEnded(snapshot)) return this.#begin(snapshot, callId, reservation);
    const job = this.#begin(snapshot, callId, reservation ?? guard?.adopted());
    const ended = new AbortController();
    job.whenEnded.then(() => ended.abort());
    api.adopt(job.id, { callId, signal: ended.signal, until: job.whenEnded }).then(
      (taken) => job.polled(taken),
      // If it gets no slot, this client sends more than it should; the API's 429s will say so.
      () => {},
    );
    return job;
  }

  /** A job that had ended before this client asked for it: it is neither watched nor counted. */
  past(snapshot: JobSnapshot): TrackedJob {
    const job = new TrackedJob(snapshot, this.#tools);
    job.polled(snapshot);
    return job;
  }

  /**
   * Resolves when no submit is under way or being looked for. From now on each lost submit gets one more look at most.
   */
  async submitted(): Promise<void> {
    this.#lost.hurry();
    while (this.#submits.size + this.#lost.searches.size > 0) {
      await Promise.allSettled([...this.#submits.values(), ...this.#lost.searches]);
    }
  }

  /** Resolves when all jobs have ended and the log has their notes. */
  async settled(): Promise<void> {
    while (this.#live.size + this.#underWay.size > 0) {
      await Promise.all([...this.all.map(({ whenEnded }) => whenEnded), ...this.#underWay]);
    }
  }

  async #submit(
    problemType: string,
    payload: unknown,
    options: CallOptions & OfSubmit,
    ownKey: boolean,
  ): Promise<TrackedJob> {
    const { guard, log, api } = this.#tools;
    const { idempotencyKey, callId = `${this.#name}.${this.#calls++}`, signal } = options;
    const reservation = await guard?.reserve(problemType, payload, signal);
    let endCall: (end: JobEnd) => void = () => {};
    const until = new Promise<JobEnd>((resolve) => {
      endCall = resolve;
    });
    let sent = false;
    try {
      await log?.submitting({ idempotencyKey, problemType }).catch((cause: unknown) => {
        throw neroxError('EVK_SUBMISSION_UNLOGGED', 'The job was not submitted.', { cause });
      });
      sent = true;
      const snapshot = await api.submit(problemType, payload, { ...options, callId, until });
      const known = this.#live.get(snapshot.id);
      if (known !== undefined) {
        // The job is known, and counted already.
        endCall({ outcome: 'ok', durationMs: 0 });
        reservation?.release();
        return known;
      }
      const job = this.#begin(snapshot, callId, reservation);
      job.whenEnded.then(endCall);
      return job;
    } catch (error) {
      if (mayHaveArrived(error)) {
        // A caller that gave the key can find the job by it. Otherwise nobody would ever use the job.
        const isWanted = ownKey && error.code !== 'EVK_CANCELLED';
        this.#submits.delete(idempotencyKey);
        this.#search(idempotencyKey, reservation, isWanted);
      } else {
        reservation?.release();
        // The caller's own key may have a job from before, so it stays in the log, where recover() finds it.
        if (sent && !ownKey) this.#forget(idempotencyKey);
      }
      throw error instanceof Error ? Object.assign(error, { idempotencyKey } satisfies OfSubmit) : error;
    }
  }

  /** Looks for the job of a submit whose answer was lost. */
  #search(key: string, reservation: Reservation | undefined, isWanted: boolean): void {
    this.#lost.search(key, {
      // A later submit with the same key gets the same job, if it succeeds.
      isKnown: async () => {
        await this.#submits.get(key)?.catch(() => {});
        return this.#byKey.has(key);
      },
      found: (snapshot) => {
        const job = this.adopt(snapshot, reservation);
        if (!isWanted) job.stop({ why: 'not-wanted' }).catch(() => {});
      },
      notFound: (certain) => {
        reservation?.release();
        if (certain) this.#forget(key);
      },
    });
  }

  #begin(snapshot: JobSnapshot, callId: string, reservation: Reservation | undefined): TrackedJob {
    const { emit } = this.#tools;
    const job = new TrackedJob(snapshot, this.#tools);
    const { id, idempotencyKey: key } = job;
    this.#live.set(id, job);
    if (key !== null) this.#byKey.set(key, job);
    reservation?.estimated(snapshot.estimated_gpu_seconds);
    if (!this.#counted.has(id)) emit?.({ type: 'job-started', operation: 'job', callId, jobId: id });
    this.#track(job.whenEnded.then((ending) => this.#ended(job, callId, ending, reservation)));
    if (hasEnded(snapshot)) job.polled(snapshot);
    else this.#track(watchJob(job, this.#tools));
    return job;
  }

  #ended(job: TrackedJob, callId: string, ending: JobEnding, reservation: Reservation | undefined): void {
    const { id, idempotencyKey: key, problemType } = job;
    this.#live.delete(id);
    if (key !== null) this.#byKey.delete(key);
    const isNew = !this.#counted.has(id);
    const { outcome, durationMs, billedGpuMs, savedGpuMs, reason, certain } = ending;
    if (isNew) {
      const facts = { problemType, outcome, durationMs, billedGpuMs, savedGpuMs, reason };
      this.#tools.emit?.({ type: 'job-ended', operation: 'job', callId, jobId: id, ...facts });
      this.#counted.add(id);
      const [oldest] = this.#counted;
      if (this.#counted.size > REMEMBERED && oldest !== undefined) this.#counted.delete(oldest);
    }
    if (!isNew) reservation?.release();
    else if (certain) reservation?.ended(billedGpuMs);
    if (certain && key !== null) this.#forget(key);
  }

  /** Notes in the log that a submit need not be looked for any more. Losing the note costs one look-up. */
  #forget(idempotencyKey: string): void {
    const note = this.#tools.log?.ended(idempotencyKey).catch(() => {});
    if (note !== undefined) this.#track(note);
  }

  #track(work: Promise<void>): void {
    this.#underWay.add(work);
    work.then(() => this.#underWay.delete(work));
  }
}
