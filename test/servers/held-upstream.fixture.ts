import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An API in the test's own process that answers nothing until it is told to. So no test depends on how long a call
 * takes, and a call that ends earlier was ended by something else.
 */
export class HeldUpstream implements AsyncDisposable {
  /** The ids of the calls that it has received, in order. */
  readonly callIds: string[] = [];
  readonly #waiting = new Set<ServerResponse>();
  readonly #server: Server;
  #holds = true;

  private constructor() {
    this.#server = createServer((request, response) => {
      request.resume();
      this.callIds.push(String(request.headers['evenkeel-call-id']));
      this.#waiting.add(response);
      response.once('close', () => this.#waiting.delete(response));
      if (!this.#holds) this.answer();
    });
  }

  static async start(): Promise<HeldUpstream> {
    const upstream = new HeldUpstream();
    await new Promise<void>((resolve) => upstream.#server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many requests wait for an answer; one whose connection was closed no longer waits. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Answers all waiting requests, as Nimbus does. */
  answer(): void {
    const usage = { prompt_tokens: 1, completion_tokens: 1 };
    for (const response of this.#waiting) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ id: 'inf_1', output: 'yes', usage }));
    }
    this.#waiting.clear();
  }

  /** Answers the waiting requests, and from now on each new one at once. */
  holdNoMore(): void {
    this.#holds = false;
    this.answer();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
