import { type EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';
import { backoffDelayMs } from '../../policies/retry/backoff.ts';
import type { Cancel } from '../../time/clock.ts';
import type { NeroxTools } from './api.ts';
import type { JobSnapshot } from './wire.ts';

/** What the canceller needs of a job, and what it tells the job. */
export interface Cancellable {
  readonly id: string;
  readonly ended: boolean;
  readonly whenEnded: Promise<unknown>;
  polled(job: JobSnapshot): void;
  lost(cause: EvenkeelError): void;
}

/** Whether repeating the cancellation cannot help. */
const isFinal = ({ status }: EvenkeelError): boolean => status === 400 || status === 403;

/**
 * Cancels a job. A cancellation that fails is tried again for as long as the job runs: each second of the job costs,
 * and cancelling it twice is harmless.
 */
export class JobCanceller {
  readonly #job: Cancellable;
  readonly #tools: NeroxTools;
  #underWay: Promise<void> | undefined;
  #failures = 0;
  #stopTimer: Cancel = () => {};

  constructor(job: Cancellable, tools: NeroxTools) {
    this.#job = job;
    this.#tools = tools;
    job.whenEnded.then(() => this.#stopTimer());
  }

  /**
   * Callers that ask at the same time share one request.
   *
   * @throws EvenkeelError if this try failed; unless the refusal is final, another one follows
   */
  cancel(): Promise<void> {
    this.#stopTimer();
    this.#underWay ??= this.#cancel().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #cancel(): Promise<void> {
    try {
      this.#job.polled(await this.#tools.api.cancel(this.#job.id));
    } catch (error) {
      if (!isEvenkeelError(error)) throw error;
      if (error.status === 404) {
        this.#job.lost(error);
        return;
      }
      if (!isFinal(error)) this.#later();
      throw error;
    }
  }

  #later(): void {
    if (this.#job.ended) return;
    const { clock, random, backoff } = this.#tools;
    const delayMs = backoffDelayMs(backoff, this.#failures, random);
    this.#failures += 1;
    this.#stopTimer = clock.setTimeout(() => this.cancel().catch(() => {}), delayMs);
  }
}
