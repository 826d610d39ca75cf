import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Random } from '@evenkeel/toolkit';
import { seededRandom } from '@evenkeel/toolkit/testing';
import { kindOf, limitedAnswer, mixedAnswer, type SoakAnswer, WINDOW } from './answers.ts';

/** The number of an origin, by the name that it is called by: `o17.soak.test`. */
const originIn = (host = ''): number => Number(/^o(\d+)\./.exec(host)?.[1] ?? 0);

/** All origins of a soak, on one port of 127.0.0.1. */
export class SoakUpstream implements AsyncDisposable {
  readonly #random: Random;
  readonly #server: Server;
  /** What came in the window that runs, by origin and credential. */
  readonly #windows = new Map<string, { endsAtMs: number; used: number }>();

  private constructor(seed: number) {
    this.#random = seededRandom(seed);
    // Only when it is told to are connections closed that nobody uses: what is sent at that instant would be lost.
    this.#server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
      request.on('error', () => {});
      request.resume();
      request.once('end', () => write(this.#answer(request), request, response));
    });
  }

  static async open(seed: number): Promise<SoakUpstream> {
    const upstream = new SoakUpstream(seed);
    await new Promise<void>((resolve) => upstream.#server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /**
   * Closes the connections that nobody uses.
   * @returns how many are left
   */
  closeIdle(): Promise<number> {
    this.#server.closeIdleConnections();
    return new Promise((resolve) => setImmediate(() => this.#server.getConnections((_error, left) => resolve(left))));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer({ method, url = '', headers: { host, authorization } }: IncomingMessage): SoakAnswer {
    const kind = kindOf(originIn(host));
    if (kind === 'fails') return { status: 500 };
    // Only a GET can be redirected without its body.
    if (kind === 'mixed') return mixedAnswer(this.#random, method === 'GET' ? url : '');
    const now = performance.now();
    const key = `${host} ${authorization}`;
    let window = this.#windows.get(key);
    if (window === undefined || now >= window.endsAtMs) {
      window = { endsAtMs: now + WINDOW.ms, used: 0 };
      this.#windows.set(key, window);
    }
    window.used += 1;
    return limitedAnswer(window.used, window.endsAtMs - now, kind === 'tells its limit');
  }
}

function write({ status, headers, pieces = 1, cut }: SoakAnswer, request: IncomingMessage, response: ServerResponse) {
  if (cut) {
    request.socket.resetAndDestroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  const piece = (left: number): void => {
    if (left === 1) response.end('{"said":true}\n');
    else {
      response.write('{"said":false}\n');
      setImmediate(piece, left - 1);
    }
  };
  piece(pieces);
}
