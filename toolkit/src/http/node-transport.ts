import http from 'node:http';
import https from 'node:https';
import type { Pool, Transport, TransportRequest, TransportResponse, TransportStream } from './transport.ts';

export interface NodeTransportOptions extends Pool {
  /** A longer body ends the attempt as a network failure. Default 16 MiB. */
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
  #closed = false;

  constructor({ connections, keepAlive, maxBodyBytes = 16 * 1024 * 1024 }: NodeTransportOptions) {
    const pool = { keepAlive: true, maxSockets: connections, maxFreeSockets: keepAlive };
    this.#maxBodyBytes = maxBodyBytes;
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
        this.#read(response, (read) => resolve({ ...read, pieces: undefined }), reject);
        return;
      }
      response.setEncoding('utf8');
      resolve({ ...head(response), body: '', pieces: response as AsyncIterable<string> });
    });
  }

  #request<R>(
    { method, url, headers, body, signal }: TransportRequest,
    answer: (response: http.IncomingMessage, resolve: (answer: R) => void, reject: (error: Error) => void) => void,
  ): Promise<R> {
    if (this.#closed) return Promise.reject(new Error('The transport was closed.'));
    const secure = url.startsWith('https:');
    return new Promise((resolve, reject) => {
      const request = /* seam: request-is-made */ (secure ? https : http).request(url, {
        method,
        headers,
        signal,
        agent: secure ? this.#https : this.#http,
      });
      request.on('response', (response) => answer(response, resolve, reject));
      request.on('error', reject);
      // An upgrade that nobody asked for ends with neither a response nor an error.
      request.on('upgrade', (_response, socket) => {
        socket.destroy();
        reject(new Error('The server switched protocols.'));
      });
      request.end(body);
    });
  }

  resize(connections: number): void {
    this.#http.maxSockets = connections;
    this.#https.maxSockets = connections;
  }

  close(): void {
    this.#closed = true;
    this.#http.destroy();
    this.#https.destroy();
  }

  #read(
    response: http.IncomingMessage,
    resolve: (response: TransportResponse) => void,
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
    response.on(/* seam: whole-body */ 'end', () => {
      resolve({ ...head(response), body: Buffer.concat(chunks).toString('utf8') });
    });
  }
}

function head(response: http.IncomingMessage): Omit<TransportResponse, 'body'> {
  return {
    status: response.statusCode ?? 0,
    header: (name) => {
      const value = response.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
  };
}
