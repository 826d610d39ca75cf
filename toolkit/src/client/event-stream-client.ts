import { EvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import { readEvents, type ServerSentEvent } from '../http/event-stream.ts';
import { textPieces } from '../http/text-pieces.ts';
import type { BodyPieces, Transport } from '../http/transport.ts';
import { ContractClient } from './contract-client.ts';
import type { EventsRequest } from './request.ts';

/**
 * A client that opens event streams, too. It is a class of its own, so that clients of other APIs need not carry the
 * reader.
 */
export class EventStreamClient extends ContractClient {
  /** Whether {@link events} can be called: the transport must stream bodies. */
  get canStream(): boolean {
    return this.transport.open !== undefined;
  }

  /**
   * Opens an event stream. The attempt ends with the response's headers; the events go on until the server ends the
   * stream, or the signal aborts.
   *
   * @throws EvenkeelError as {@link call} does; the events throw `EVK_NETWORK` if the connection breaks
   */
  async events(operation: string, request: EventsRequest): Promise<AsyncIterable<ServerSentEvent>> {
    const { lastEventId, signal } = request;
    const headers = {
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    };
    const send: Transport['send'] = (sent) =>
      this.openStream({
        ...sent,
        headers: { ...sent.headers, ...headers },
        signal: AbortSignal.any([sent.signal, signal]),
      });
    const call = this.preparedToRead(operation, undefined, (response) => response.pieces, { ...request }, { send });
    const pieces = await this.track(this.pipeline.run(call));
    return eventsOf(pieces, signal, (text) => this.redact(text));
  }
}

/**
 * The events of a stream, as its text comes. Ends quietly if the signal has ended the stream.
 *
 * @throws EvenkeelError `EVK_NETWORK` if the connection breaks
 */
async function* eventsOf(
  pieces: BodyPieces | undefined,
  signal: AbortSignal,
  redact: (text: string) => string,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  try {
    if (pieces !== undefined) yield* readEvents(textPieces(pieces));
  } catch (thrown) {
    if (signal.aborted) return;
    throw new EvenkeelError('EVK_NETWORK', 'The stream broke off.', { cause: safeCause(thrown, redact) });
  }
}
