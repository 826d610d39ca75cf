import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { EvenkeelError } from '../errors/errors.ts';
import type { BodyPieces, Pool, Transport, TransportRequest, TransportResponse, TransportStream } from './transport.ts';

export interface NodeTransportOptions extends Pool {
  /** A longer body ends the attempt as a network failure, unless it is streamed. Default 16 MiB. */
  maxBodyBytes?: number;
}

/**
 * Node.js's own HTTP client with a pool: its agent can bound the idle
 * connections apart from the open ones, as the contract does. Redirects are
 * not followed, so the key never reaches another origin.
 */
export class NodeTransport implements Transport {
  readonly #maxBodyBytes: number;
  readonly #http: http.Agent;
  readonly #https: https.Agent;
  #connections: number;
  /** Connections that are open beside them. */
  #beside = 0;
  #closed = false;

  constructor({ connections, keepAlive, maxBodyBytes = 16 * 1024 * 1024 }: NodeTransportOptions) {
    const pool = { keepAlive: true, maxSockets: connections, maxFreeSockets: keepAlive };
    this.#maxBodyBytes = maxBodyBytes;
    this.#connections = connections;
    this.#http = new http.Agent(pool);
    this.#https = new https.Agent(pool);
  }

  send(request: TransportRequest): Promise<TransportResponse> {
    return this.#request(request, (response, resolve, reject) =>
      this.#read(/* seam: response-is-read */ response, resolve, reject),
    );
  }

  open(request: TransportRequest): Promise<TransportStream> {
    return this.#request(request, (response, resolve, reject) => {
      const status = response.statusCode ?? 0;
      if (status < 200 || status > 299) {
        this.#read(response, (read) => resolve(Object.assign(read, { pieces: undefined })), reject);
        return;
      }
      const pieces: AsyncIterable<Buffer> = response;
      const cancel = (): unknown => response.destroy();
      const yieldPlace = (): void => {
        if (response.destroyed) return;
        this.#openBeside(1);
        response.once('close', () => this.#openBeside(-1));
      };
      resolve(Object.assign(new NodeResponse(response), { pieces, cancel, yieldPlace }));
    });
  }

  #request<R>(
    { method, url, headers, body, signal }: TransportRequest,
    answer: (response: http.IncomingMessage, resolve: (answer: R) => void, reject: (error: Error) => void) => void,
  ): Promise<R> {
    if (this.#closed) return Promise.reject(new Error('The transport was closed.'));
    const secure = url.startsWith('https:');
    return new Promise((resolve, reject) => {
      // Before there is a request: one that is never ended would keep its connection.
      const pieces = isWhole(body) ? undefined : checked(body, reject);
      const request = /* seam: request-is-made */ (secure ? https : http).request(url, {
        method,
        headers: { ...headers, ...framing(headers, body) },
        signal,
        agent: secure ? this.#https : this.#http,
      });
      request.on('response', (response) => {
        answer(response, resolve, reject);
        // The rest of a body that has been answered is for nobody, and its connection would be free only at its end.
        response.on('end', () => {
          if (!request.writableFinished) request.destroy();
        });
      });
      request.on('error', reject);
      // An upgrade that nobody asked for ends with neither a response nor an error.
      request.on('upgrade', (_response, socket) => {
        socket.destroy();
        reject(new Error('The server switched protocols.'));
      });
      if (pieces === undefined) request.end(body);
      else pipeline(pieces, request).catch(reject);
    });
  }

  resize(connections: number): void {
    this.#connections = connections;
    this.#openBeside(0);
  }

  #openBeside(more: number): void {
    this.#beside += more;
    const most = this.#connections + this.#beside;
    this.#http.maxSockets = most;
    this.#https.maxSockets = most;
  }

  close(): void {
    this.#closed = true;
    this.#http.destroy();
    this.#https.destroy();
  }

  #read(
    response: http.IncomingMessage,
    resolve: (response: NodeResponse) => void,
    reject: (error: Error) => void,
  ): void {
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= this.#maxBodyBytes) return;
      response.destroy(new Error(`The response's body is longer than ${this.#maxBodyBytes} bytes.`));
    });
    response.on('error', reject);
    response.on(/* seam: whole-body */ 'end', () => resolve(new NodeResponse(response, chunks)));
  }
}

const isWhole = (body: TransportRequest['body']): body is Exclude<TransportRequest['body'], BodyPieces> =>
  body === undefined || typeof body === 'string' || body instanceof Uint8Array;

/** Node.js frames the bodies of some methods only; a server takes a body without a frame for the next request. */
function framing(headers: TransportRequest['headers'], body: TransportRequest['body']): Record<string, string> {
  if (body === undefined || 'transfer-encoding' in headers) return {};
  if (isWhole(body)) return { 'content-length': String(Buffer.byteLength(body)) };
  return 'content-length' in headers ? {} : { 'transfer-encoding': 'chunked' };
}

/**
 * A body's pieces, of which the caller's own mistakes and failures are told apart from the connection's.
 *
 * @param fail is told a failure before the request ends by it, which would look as if the connection had failed
 * @throws EvenkeelError `EVK_PAYLOAD_INVALID` for what is not iterable
 */
function checked(body: BodyPieces, fail: (error: Error) => void): BodyPieces {
  const unusable = (cause: unknown): EvenkeelError =>
    new EvenkeelError('EVK_PAYLOAD_INVALID', "The body's pieces could not be read.", {
      cause,
      advice: 'Mend what makes them; its error is the cause.',
    });
  if (typeof body?.[Symbol.asyncIterator] !== 'function') throw unusable(new TypeError('It is no async iterable.'));
  return (async function* () {
    try {
      for await (const piece of body) {
        if (!isWhole(piece) || piece === undefined) throw new TypeError('A piece is neither text nor bytes.');
        yield piece;
      }
    } catch (cause) {
      const error = unusable(cause);
      fail(error);
      throw error;
    }
  })();
}

/** A response whose head, and perhaps body, has been read. */
class NodeResponse implements TransportResponse {
  readonly status: number;
  readonly #response: http.IncomingMessage;
  readonly #chunks: readonly Buffer[];
  #bytes: Buffer | undefined;

  constructor(response: http.IncomingMessage, chunks: readonly Buffer[] = []) {
    this.status = response.statusCode ?? 0;
    this.#response = response;
    this.#chunks = chunks;
  }

  header(name: string): string | undefined {
    // Of some fields Node.js keeps the first value only, such as of Retry-After.
    return this.#response.headersDistinct[name]?.join(', ');
  }

  headers(): Readonly<Record<string, string>> {
    const all = Object.entries(this.#response.headersDistinct);
    return Object.fromEntries(all.map(([name, values = []]) => [name, values.join(', ')]));
  }

  get body(): string {
    return this.bytes().toString('utf8');
  }

  bytes(): Buffer {
    this.#bytes ??= Buffer.concat(this.#chunks);
    return this.#bytes;
  }
}
