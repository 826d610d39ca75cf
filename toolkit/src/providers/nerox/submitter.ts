import type { CallOptions } from '../../client/client-options.ts';
import { requireCallId } from '../../client/options.ts';
import { type ErrorCode, isEvenkeelError } from '../../errors/errors.ts';
import { randomId, uniqueId } from '../../time/ids.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { neroxError, type OfSubmit } from './errors.ts';
import type { WatchTools } from './job-watch.ts';
import type { Jobs } from './jobs.ts';
import type { Reservation, SpendGuard } from './spend-guard.ts';
import type { SubmissionLog } from './submission-log.ts';
import type { TrackedJob } from './tracked-job.ts';
import type { JobSnapshot } from './wire.ts';

export interface SubmitTools extends WatchTools {
  jobs: Jobs;
  guard: SpendGuard | undefined;
  log: SubmissionLog | undefined;
}

/** After these the API may have taken the job, although the answer did not say so. */
const unclear: ReadonlySet<ErrorCode> = new Set([
  'EVK_NETWORK',
  'EVK_ATTEMPT_TIMEOUT',
  'EVK_DEADLINE_EXCEEDED',
  'EVK_CANCELLED',
  'EVK_UPSTREAM_ERROR',
  'EVK_RESPONSE_INVALID',
]);
/** A request whose connection broke may still be on its way to the API. In milliseconds, one after the other. */
const LOOKS_AFTER_MS = [0, 5_000, 30_000];
/** Until it is looked for again where the API does not answer. */
const LOOK_AGAIN_MS = 30_000;

/** Submits jobs, each once, and leaves none behind that nobody knows of. */
export class Submitter {
  readonly #tools: SubmitTools;
  readonly #underWay = new Map<string, Promise<TrackedJob>>();
  readonly #searches = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(tools: SubmitTools) {
    this.#tools = tools;
  }

  /**
   * @throws EvenkeelError as NeroxClient.optimize.submit does, with the {@link OfSubmit.idempotencyKey}
   * @throws OptionError for an option that cannot be used
   */
  submit(problemType: string, payload: unknown, options: CallOptions): Promise<TrackedJob> {
    const { idempotencyKey: given } = options;
    if (given !== undefined) requireCallId(given, 'idempotencyKey');
    const key = given ?? uniqueId(this.#tools.random);
    const known = this.#tools.jobs.liveByKey(key);
    if (known !== undefined) return Promise.resolve(known);
    const same = this.#underWay.get(key);
    if (same !== undefined) return same;
    const submitted = this.#submit(problemType, payload, { ...options, idempotencyKey: key }, given !== undefined);
    this.#underWay.set(key, submitted);
    const settled = (): void => {
      // Where it failed, it is looked for, and may be submitted again already.
      if (this.#underWay.get(key) === submitted) this.#underWay.delete(key);
    };
    submitted.then(settled, settled);
    return submitted;
  }

  /** Whether the job of this key is being submitted. */
  has(idempotencyKey: string): boolean {
    return this.#underWay.has(idempotencyKey);
  }

  /** Resolves when no submit is under way any more, nor looked for. */
  async settled(): Promise<void> {
    this.#closing.abort();
    while (this.#underWay.size + this.#searches.size > 0) {
      await Promise.allSettled([...this.#underWay.values(), ...this.#searches.values()]);
    }
  }

  async #submit(
    problemType: string,
    payload: unknown,
    options: CallOptions & OfSubmit,
    ownKey: boolean,
  ): Promise<TrackedJob> {
    const { jobs, guard, log, api, random } = this.#tools;
    const { idempotencyKey, callId = randomId(random), signal } = options;
    const reservation = await guard?.reserve(problemType, payload, signal);
    let sent = false;
    try {
      await log?.submitting({ idempotencyKey, problemType }).catch((cause: unknown) => {
        throw neroxError('EVK_SUBMISSION_UNLOGGED', 'The job was not submitted.', { cause });
      });
      sent = true;
      return jobs.begin(await api.submit(problemType, payload, { ...options, callId }), callId, reservation);
    } catch (error) {
      if (isEvenkeelError(error) && error.attempts > 0 && unclear.has(error.code)) {
        // Who gave the key can ask for the job by it. Nobody else will.
        const isWanted = ownKey && error.code !== 'EVK_CANCELLED';
        this.#underWay.delete(idempotencyKey);
        this.#search(idempotencyKey, reservation, isWanted);
      } else {
        reservation?.release();
        // With a key of the caller's own there may be a job from before, which recover() finds.
        if (sent && !ownKey) jobs.forget(idempotencyKey);
      }
      throw error instanceof Error ? Object.assign(error, { idempotencyKey } satisfies OfSubmit) : error;
    }
  }

  #search(key: string, reservation: Reservation | undefined, isWanted: boolean): void {
    const search = this.#look(key)
      .then((found) => {
        if (found === undefined) {
          reservation?.release();
          return;
        }
        const job = this.#tools.jobs.adopt(found, reservation);
        if (!isWanted) job.stop({ why: 'not-wanted' }).catch(() => {});
      })
      .finally(() => {
        if (this.#searches.get(key) === search) this.#searches.delete(key);
      });
    this.#searches.set(key, search);
  }

  /** The job of a submit whose answer did not come; undefined where there is none, or it was submitted again. */
  async #look(key: string): Promise<JobSnapshot | undefined> {
    const { api, clock, jobs } = this.#tools;
    const scope = new CallScope(clock, Number.POSITIVE_INFINITY, this.#closing.signal);
    let looks = 0;
    let afterMs = LOOKS_AFTER_MS[0];
    try {
      while (afterMs !== undefined) {
        // While the client is being closed there is time for one look more.
        const isLast =
          scope.ended !== undefined ||
          (await scope.sleep(afterMs).then(
            () => false,
            () => true,
          ));
        // A submit with the same key gets the same job, if it gets one.
        await this.#underWay.get(key)?.catch(() => {});
        if (jobs.liveByKey(key) !== undefined) return undefined;
        const answer = await api.find(key).then(
          (found) => ({ found }),
          () => undefined,
        );
        if (answer?.found !== undefined) return answer.found;
        if (answer !== undefined) looks += 1;
        if (isLast) return undefined;
        afterMs = answer === undefined ? LOOK_AGAIN_MS : LOOKS_AFTER_MS[looks];
      }
      jobs.forget(key);
      return undefined;
    } finally {
      scope.dispose();
    }
  }
}
