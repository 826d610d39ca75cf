import type { JobEnd } from '../call/call.ts';
import { EvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import { readEvents, type ServerSentEvent } from '../http/event-stream.ts';
import type { ReceivedResponse } from '../http/received-response.ts';
import { textPieces } from '../http/text-pieces.ts';
import type { BodyPieces } from '../http/transport.ts';

/** What the end of a streamed body is told by. */
export interface StreamEnd {
  /** Resolves when the body has ended, was left by its reader, or has broken off. */
  promise: Promise<JobEnd['outcome']>;
  tell: (outcome: JobEnd['outcome']) => void;
}

export function streamEnd(): StreamEnd {
  // Promise.withResolvers() is not in k6's engine.
  let tell: StreamEnd['tell'] = () => {};
  const promise = new Promise<JobEnd['outcome']>((resolve) => {
    tell = resolve;
  });
  return { promise, tell };
}

export interface StreamedBodyOptions {
  signal: AbortSignal;
  /** Takes secrets out of a text. */
  redact: (text: string) => string;
  end: StreamEnd;
  /** Sees each piece before the reader does. */
  onPiece?: ((piece: Uint8Array) => void) | undefined;
}

/**
 * A body's pieces, whose end is told. It is no generator, since one that was never begun would not tell of its end.
 *
 * @throws EvenkeelError `EVK_NETWORK` if the connection breaks; `EVK_CANCELLED` if the signal has ended it
 */
export function streamedBody(
  response: ReceivedResponse,
  { signal, redact, end, onPiece }: StreamedBodyOptions,
): AsyncIterableIterator<Uint8Array, undefined> {
  const pieces = response.bytePieces();
  const nothing = { done: true, value: undefined } as const;
  let stopped: 'left' | 'aborted' | undefined;
  const tell: StreamEnd['tell'] = (outcome) => {
    signal.removeEventListener('abort', abort);
    end.tell(outcome);
  };
  const stop = (how: 'left' | 'aborted'): void => {
    stopped = how;
    tell('cancelled');
    response.discard();
  };
  const abort = (): void => stop('aborted');
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      let piece: IteratorResult<Uint8Array, void> = nothing;
      let broken: { cause: unknown } | undefined;
      try {
        piece = await pieces.next();
      } catch (thrown) {
        broken = { cause: safeCause(thrown, redact) };
      }
      if (stopped === 'left') return nothing;
      if (stopped === 'aborted') {
        throw new EvenkeelError('EVK_CANCELLED', 'The stream was cancelled.', { cause: signal.reason });
      }
      if (broken !== undefined) {
        tell('error');
        throw new EvenkeelError('EVK_NETWORK', 'The stream broke off.', broken);
      }
      if (!piece.done) {
        onPiece?.(piece.value);
        return piece;
      }
      tell('ok');
      return nothing;
    },
    async return() {
      stop('left');
      return nothing;
    },
  };
}

/** The server-sent events in a streamed body, as they come. */
export const eventsIn = (body: BodyPieces): AsyncGenerator<ServerSentEvent, void, undefined> =>
  readEvents(textPieces(body));
