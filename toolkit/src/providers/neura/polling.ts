import { isEvenkeelError, requireInteger } from '../../errors/errors.ts';
import type { Clock } from '../../time/clock.ts';
import { CallScope } from '../../time/wait-scope.ts';

export interface PollOptions {
  /**
   * From the start of one poll to the start of the next, whichever network it goes to, in milliseconds; a whole number
   * of at least 1.
   */
  everyMs: number;
  /** Aborting it ends the polling. */
  signal?: AbortSignal;
}

/**
 * Polls one network after the other, for as long as somebody takes the answers. A poll that takes longer than the
 * interval delays the next one; polls never overlap.
 *
 * @throws OptionError if `everyMs` cannot be used
 */
export async function* pollInTurns<R>(
  ask: (network: string) => Promise<R>,
  next: () => string,
  { everyMs, signal }: PollOptions,
  clock: Clock,
): AsyncGenerator<{ network: string } & PromiseSettledResult<R>, void, undefined> {
  requireInteger('everyMs', everyMs, 1);
  const scope = new CallScope(clock, Number.POSITIVE_INFINITY, signal);
  try {
    for (;;) {
      const dueAtMs = clock.now() + everyMs;
      const network = next();
      const [settled] = await Promise.allSettled([ask(network)]);
      if (scope.ended !== undefined) return;
      yield { network, ...settled };
      await scope.sleep(dueAtMs - clock.now());
    }
  } catch (error) {
    // Whoever ended the polling knows that it is over; all other errors are in the answers.
    if (!isEvenkeelError(error) || error.code !== 'EVK_CANCELLED') throw error;
  } finally {
    scope.dispose();
  }
}
