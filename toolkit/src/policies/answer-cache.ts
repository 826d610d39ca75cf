import { type Clock, systemClock } from '../time/clock.ts';
import { CallScope } from '../time/wait-scope.ts';

export interface AnswerCacheOptions {
  /** How long an answer is kept, in milliseconds. */
  ttlMs: number;
  /** How old a kept answer must be before a `refresh` asks again, in milliseconds. */
  minIntervalMs: number;
  clock?: Clock;
}

export interface AskOptions {
  /** Asks again, unless the answer is younger than `minIntervalMs`. Default false. */
  refresh?: boolean;
  /** Ends this caller's wait. The question goes on, since others may wait for its answer, too. */
  signal?: AbortSignal | undefined;
}

interface Kept<T> {
  /** When the question was asked; an answer is as old as its question. */
  askedAtMs: number;
  answer: Promise<T>;
  settled: boolean;
}

/**
 * Keeps the answers to questions that cost something to ask. If many ask the
 * same at once, the question is asked once, and all get its answer. A failure
 * goes to all who wait for it, and is not kept.
 */
export class AnswerCache<T> {
  readonly #ttlMs: number;
  readonly #minIntervalMs: number;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept<T>>();

  constructor({ ttlMs, minIntervalMs, clock = systemClock }: AnswerCacheOptions) {
    this.#ttlMs = ttlMs;
    this.#minIntervalMs = minIntervalMs;
    this.#clock = clock;
  }

  /** @throws EvenkeelError `EVK_CANCELLED` when the signal aborts; and whatever `ask` throws */
  async get(question: string, ask: () => Promise<T>, { refresh = false, signal }: AskOptions = {}): Promise<T> {
    const kept = this.#kept.get(question);
    const keepMs = refresh ? this.#minIntervalMs : this.#ttlMs;
    const young = kept !== undefined && (!kept.settled || this.#clock.now() - kept.askedAtMs < keepMs);
    const { answer } = young ? kept : this.#ask(question, ask);
    return signal === undefined ? answer : this.#orCancelled(answer, signal);
  }

  #ask(question: string, ask: () => Promise<T>): Kept<T> {
    const kept: Kept<T> = { askedAtMs: this.#clock.now(), answer: ask(), settled: false };
    this.#kept.set(question, kept);
    kept.answer.then(
      () => {
        kept.settled = true;
      },
      () => {
        if (this.#kept.get(question) === kept) this.#kept.delete(question);
      },
    );
    return kept;
  }

  async #orCancelled(answer: Promise<T>, signal: AbortSignal): Promise<T> {
    const scope = new CallScope(this.#clock, Number.POSITIVE_INFINITY, signal);
    try {
      await scope.wait((done) => {
        answer.then(done, done);
        return () => {};
      });
      return await answer;
    } finally {
      scope.dispose();
    }
  }
}
