import { EvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import { readEvents, type ServerSentEvent } from '../http/event-stream.ts';

/**
 * The events of a stream, as its text comes. Ends quietly where the signal has ended it.
 *
 * @throws EvenkeelError `EVK_NETWORK` where the connection breaks
 */
export async function* eventsOf(
  pieces: AsyncIterable<string> | undefined,
  signal: AbortSignal,
  redact: (text: string) => string,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  try {
    if (pieces !== undefined) yield* readEvents(pieces);
  } catch (thrown) {
    if (signal.aborted) return;
    throw new EvenkeelError('EVK_NETWORK', 'The stream broke off.', { cause: safeCause(thrown, redact) });
  }
}
