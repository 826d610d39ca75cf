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

/** A submit whose answer did not come, so that there may be a job of it. */
export interface LostSubmit {
  /** Whether its job has been found otherwise; waits where it is being submitted again. */
  isKnown: () => Promise<boolean>;
  found: (job: JobSnapshot) => void;
  /** @param certain the API has said so often enough */
  notFound: (certain: boolean) => void;
}

/** A request whose connection broke may still be on its way to the API. In milliseconds, one after the other. */
const LOOKS_AFTER_MS = [0, 5_000, 30_000];
/** Until it is looked for again where the API does not answer. */
const LOOK_AGAIN_MS = 30_000;

/** Looks for the jobs of submits whose answers did not come. */
export class LostSubmits {
  /** Those under way. */
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

  /** Lets each look once more only, and at once. */
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
