import type { Transport, TransportRequest, TransportResponse } from '@evenkeel/toolkit';
import http from 'k6/http';

export interface K6TransportOptions {
  /**
   * How long k6 itself waits for a response, in milliseconds. Give more than any attempt timeout, which should end the
   * attempt first. Default 600,000, which is 10 minutes.
   */
  timeoutMs?: number;
}

/** A request that failed. Its `code` is `K6_` and k6's number for the error: `K6_1212` is a refused connection. */
class K6RequestError extends Error {
  override readonly name = 'K6RequestError';
  readonly code: string;

  constructor(what: string, number: number) {
    super(what);
    this.code = `K6_${number}`;
  }
}

/** k6's number for a failure that has no number of its own. */
const UNSPECIFIC = 1_000;

/**
 * Sends with k6's own HTTP client, so that k6 measures each attempt. k6 can't take
 * a request back: when its signal aborts, the promise stays pending until the
 * response has come, and whatever the sender holds for it, such as a slot, stays
 * held. Redirects are not followed, and no cookie is kept. Where a kept connection
 * turns out to be dead, k6 silently sends a GET, or a request with an idempotency
 * key, once more.
 */
export class K6Transport implements Transport {
  readonly #timeoutMs: number;
  #closed = false;

  constructor({ timeoutMs = 600_000 }: K6TransportOptions = {}) {
    this.#timeoutMs = timeoutMs;
  }

  async send({ method, url, headers, body, signal }: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new Error('The transport was closed.');
    signal.throwIfAborted();
    if (body !== undefined && typeof body !== 'string') throw new TypeError('k6 sends text bodies only.');
    const request = http.asyncRequest(method, url, body, {
      headers,
      redirects: 0,
      jar: new http.CookieJar(),
      responseType: 'text',
      timeout: this.#timeoutMs,
    });
    const response = await request.catch((reason: unknown) => {
      throw new K6RequestError(String(reason), UNSPECIFIC);
    });
    if (response.status === 0) throw new K6RequestError(response.error, response.error_code);
    const values = new Map(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));
    return {
      status: response.status,
      header: (name) => values.get(name),
      headers: () => Object.fromEntries(values),
      body: response.body ?? '',
    };
  }

  close(): void {
    this.#closed = true;
  }
}
