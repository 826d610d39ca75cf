import { type EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';
import { backoffDelayMs } from '../../policies/retry/backoff.ts';
import type { Cancel } from '../../time/clock.ts';
import type { WatchTools } from './job-watch.ts';
import type { JobSnapshot } from './wire.ts';

export interface CancelHooks {
  answered: (job: JobSnapshot) => void;
  /** The API knows the job no more. */
  lost: (cause: EvenkeelError) => void;
}

/** Refusals that no repeat changes. */
const isFinal = ({ status }: EvenkeelError): boolean => status === 400 || status === 403;

/**
 * Has a job cancelled. One that cannot be is tried again, for as long as it
 * runs: each second of it costs, and another cancellation of it is harmless.
 */
export class JobCanceller {
  readonly #id: string;
  readonly #tools: WatchTools;
  readonly #hooks: CancelHooks;
  #underWay: Promise<void> | undefined;
  #failures = 0;
  #stopTimer: Cancel = () => {};
  #disposed = false;

  constructor(id: string, tools: WatchTools, hooks: CancelHooks) {
    this.#id = id;
    this.#tools = tools;
    this.#hooks = hooks;
  }

  /**
   * Of many who ask at once one does.
   *
   * @throws EvenkeelError if it failed this time
   */
  cancel(): Promise<void> {
    this.#stopTimer();
    this.#underWay ??= this.#cancel().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** To be called when the job has ended. */
  dispose(): void {
    this.#disposed = true;
    this.#stopTimer();
  }

  async #cancel(): Promise<void> {
    try {
      this.#hooks.answered(await this.#tools.api.cancel(this.#id));
    } catch (error) {
      if (!isEvenkeelError(error)) throw error;
      if (error.status === 404) {
        this.#hooks.lost(error);
        return;
      }
      if (!isFinal(error)) this.#later();
      throw error;
    }
  }

  #later(): void {
    if (this.#disposed) return;
    const { clock, random, backoff } = this.#tools;
    const delayMs = backoffDelayMs(backoff, this.#failures, random);
    this.#failures += 1;
    this.#stopTimer = clock.setTimeout(() => this.cancel().catch(() => {}), delayMs);
  }
}
