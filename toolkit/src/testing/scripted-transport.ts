import { attemptHeader, callIdHeader } from '../http/attempt-headers.ts';
import type { Transport, TransportRequest, TransportResponse, TransportStream } from '../http/transport.ts';
import type { Clock } from '../time/clock.ts';

/** How the transport answers a request. A number is a status. */
export type Reply =
  | number
  | { status?: number; headers?: Record<string, string>; body?: unknown; afterMs?: number }
  /** A stream, opened after `afterMs`. */
  | { headers?: Record<string, string>; pieces: AsyncIterable<string>; afterMs?: number }
  | { error: Error; afterMs?: number };

export interface SentRequest extends TransportRequest {
  /** When it was sent, in milliseconds of the clock. */
  atMs: number;
  /** Empty where its client does not send it. */
  callId: string;
  /** From 1; 0 where its client does not send it. */
  attempt: number;
}

/** A transport that answers as the test says, and records what was sent. */
export class ScriptedTransport implements Transport {
  readonly sent: SentRequest[] = [];
  closed = false;
  inFlight = 0;
  readonly #clock: Clock;
  readonly #reply: (request: SentRequest, at: number) => Reply;

  /** @param reply called with each request and its number, from 0; returns the answer */
  constructor(clock: Clock, reply: (request: SentRequest, at: number) => Reply) {
    this.#clock = clock;
    this.#reply = reply;
  }

  async open(request: TransportRequest): Promise<TransportStream> {
    let pieces: AsyncIterable<string> | undefined;
    const response = await this.send(request, (reply) => {
      pieces = reply;
    });
    return { ...response, pieces };
  }

  send(request: TransportRequest, onStream?: (pieces: AsyncIterable<string>) => void): Promise<TransportResponse> {
    const sent = {
      ...request,
      atMs: this.#clock.now(),
      callId: request.headers[callIdHeader] ?? '',
      attempt: Number(request.headers[attemptHeader] ?? 0),
    };
    const reply = this.#reply(sent, this.sent.push(sent) - 1);
    this.inFlight += 1;
    return new Promise<TransportResponse>((resolve, reject) => {
      const afterMs = typeof reply === 'number' ? 0 : (reply.afterMs ?? 0);
      const abort = (): void => {
        stopTimer();
        reject(request.signal.reason);
      };
      const stopTimer = this.#clock.setTimeout(() => {
        request.signal.removeEventListener('abort', abort);
        if (typeof reply === 'object' && 'error' in reply) reject(reply.error);
        else {
          if (typeof reply === 'object' && 'pieces' in reply) onStream?.(reply.pieces);
          resolve(toResponse(reply));
        }
      }, afterMs);
      if (request.signal.aborted) abort();
      else request.signal.addEventListener('abort', abort, { once: true });
    }).finally(() => {
      this.inFlight -= 1;
    });
  }

  close(): void {
    this.closed = true;
  }
}

function toResponse(reply: Exclude<Reply, { error: Error }>): TransportResponse {
  const { status = 200, headers = {}, body = {} } = withBody(reply);
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    header: (name) => lowerCase[name],
    headers: () => lowerCase,
    body: text,
    bytes: () => new TextEncoder().encode(text),
  };
}

function withBody(
  reply: Exclude<Reply, { error: Error }>,
): Exclude<Reply, number | { error: Error } | { pieces: unknown }> {
  if (typeof reply === 'number') return { status: reply };
  return 'pieces' in reply ? { ...(reply.headers && { headers: reply.headers }), body: '' } : reply;
}
