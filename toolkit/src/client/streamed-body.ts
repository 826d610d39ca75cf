import type { JobEnd } from '../call/call.ts';
import { EvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import { readEvents, type ServerSentEvent } from '../http/event-stream.ts';
import type { ReceivedResponse } from '../http/received-response.ts';
import { textPieces } from '../http/text-pieces.ts';
import type { BodyPieces } from '../http/transport.ts';
import { type Cancel, type Clock, inBackground } from '../time/clock.ts';

type Outcome = JobEnd['outcome'];

/**
 * The end of a streamed body's call: the body's own, or, if no piece of it is read for `settleAfterMs`, an earlier one.
 */
export class StreamEnd {
  /** Resolves when the call has ended; `isTold`: whether what the body has said by then is what the call has cost. */
  readonly promise: Promise<{ outcome: Outcome; isTold: boolean }>;
  /** Resolves when the body has ended after its call. */
  readonly late: Promise<void>;
  /** Whether its reader waits for a piece. */
  isAwaited = false;
  readonly #clock: Clock;
  readonly #settleAfterMs: number;
  readonly #resolve: (end: { outcome: Outcome; isTold: boolean }) => void;
  readonly #resolveLate: () => void;
  #readAtMs = 0;
  #isEarly = false;
  #stopTimer: Cancel = () => {};

  constructor(clock: Clock, settleAfterMs: number) {
    this.#clock = inBackground(clock);
    this.#settleAfterMs = settleAfterMs;
    [this.promise, this.#resolve] = withResolver<{ outcome: Outcome; isTold: boolean }>();
    [this.late, this.#resolveLate] = withResolver<void>();
  }

  /**
   * Call it when the body has begun.
   *
   * @param onUnread called if the call ends before the body
   */
  begin(onUnread: () => void): void {
    this.read();
    const arm = (delayMs: number): void => {
      this.#stopTimer = this.#clock.setTimeout(look, delayMs);
    };
    const look = (): void => {
      const leftMs = this.#readAtMs + this.#settleAfterMs - this.#clock.now();
      if (leftMs > 0) {
        arm(leftMs);
        return;
      }
      onUnread();
      this.unread();
    };
    /* seam: stream-is-settled */ arm(this.#settleAfterMs);
  }

  /** Call it when a piece was read. */
  read(): void {
    this.#readAtMs = this.#clock.now();
  }

  /** Ends the call before the body. */
  unread(): void {
    this.#isEarly = true;
    // If its reader waits, it is the server that is to blame.
    this.#resolve({ outcome: this.isAwaited ? 'error' : 'cancelled', isTold: true });
  }

  /** Call it when the body has ended, was left by its reader, or has broken off. */
  tell(outcome: Outcome): void {
    this.#stopTimer();
    unreachable?.unregister(this);
    this.#resolve({ outcome, isTold: outcome === 'ok' });
    if (this.#isEarly) this.#resolveLate();
  }
}

/** Promise.withResolvers() is not in k6's engine. */
function withResolver<T>(): [promise: Promise<T>, resolve: (value: T) => void] {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return [promise, resolve];
}

/** Ends the bodies that nobody can read any more. k6's engine, which opens no streams, has no such registry. */
const unreachable =
  typeof FinalizationRegistry === 'undefined'
    ? undefined
    : /* @__PURE__ */ new FinalizationRegistry<() => void>((end) => end());

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
  end.begin(() => response.yieldPlace());
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
  // What ends it must not hold it, so it has no name here.
  return watched(
    end,
    () => {
      end.unread();
      stop('left');
    },
    {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        let piece: IteratorResult<Uint8Array, void> = nothing;
        let broken: { cause: unknown } | undefined;
        end.isAwaited = true;
        try {
          piece = await pieces.next();
        } catch (thrown) {
          broken = { cause: safeCause(thrown, redact) };
        }
        end.isAwaited = false;
        end.read();
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
    },
  );
}

function watched<B extends object>(end: StreamEnd, whenUnreachable: () => void, body: B): B {
  unreachable?.register(body, whenUnreachable, end);
  return body;
}

/** The server-sent events in a streamed body, as they come. */
export const eventsIn = (body: BodyPieces): AsyncGenerator<ServerSentEvent, void, undefined> =>
  readEvents(textPieces(body));
