import { type ErrorCode, type EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';
import { CallScope } from '../../time/wait-scope.ts';
import type { NeroxTools } from './api.ts';
import type { JobSnapshot } from './wire.ts';

const unclear: ReadonlySet<ErrorCode> = new Set([
  'EVK_NETWORK',
  'EVK_ATTEMPT_TIMEOUT',
  'EVK_DEADLINE_EXCEEDED',
  'EVK_CANCELLED',
  'EVK_UPSTREAM_ERROR',
  'EVK_RESPONSE_INVALID',
]);

/** Whether the API may have taken the job, although the answer did not say so. */
export const mayHaveArrived = (error: unknown): error is EvenkeelError =>
  isEvenkeelError(error) && error.attempts > 0 && unclear.has(error.code);

/** A submit whose answer was lost, so that its job may or may not exist. */
export interface LostSubmit {
  /** Whether its job is known by other means. Waits for a submit with the same key that is under way. */
  isKnown: () => Promise<boolean>;
  found: (job: JobSnapshot) => void;
  /** @param certain whether the API has said often enough that there is no job */
  notFound: (certain: boolean) => void;
}

/**
 * The wait before each look, in milliseconds. There are several, as a request whose connection broke may still reach
 * the API.
 */
const LOOKS_AFTER_MS = [0, 5_000, 30_000];
/** The wait before the next look when the API did not answer. */
const LOOK_AGAIN_MS = 30_000;

/** Looks for the jobs of submits whose answers were lost. */
export class LostSubmits {
  /** The searches that are under way. */
  readonly searches = new Set<Promise<void>>();
  readonly #tools: NeroxTools;
  readonly #hurry = new AbortController();

  constructor(tools: NeroxTools) {
    this.#tools = tools;
  }

  search(key: string, submit: LostSubmit): void {
    const search = this.#search(key, submit);
    this.searches.add(search);
    search.finally(() => this.searches.delete(search));
  }

  /** Makes each search look only once more, and at once. */
  hurry(): void {
    this.#hurry.abort();
  }

  async #search(key: string, { isKnown, found, notFound }: LostSubmit): Promise<void> {
    const { api, clock } = this.#tools;
    const scope = new CallScope(clock, Number.POSITIVE_INFINITY, this.#hurry.signal);
    let looks = 0;
    let afterMs = LOOKS_AFTER_MS[0];
    try {
      while (afterMs !== undefined) {
        const isLast =
          scope.ended !== undefined ||
          (await scope.sleep(afterMs).then(
            () => false,
            () => true,
          ));
        if (await isKnown()) return notFound(false);
        const answer = await api.find(key).then(
          (job) => ({ job }),
          () => undefined,
        );
        if (answer?.job !== undefined) return found(answer.job);
        if (answer !== undefined) looks += 1;
        if (isLast) return notFound(false);
        afterMs = answer === undefined ? LOOK_AGAIN_MS : LOOKS_AFTER_MS[looks];
      }
      notFound(true);
    } finally {
      scope.dispose();
    }
  }
}
