import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An API in the test's own process, which answers nothing until it is told to: no test hangs on how long a call takes. */
export class HeldUpstream implements AsyncDisposable {
  readonly #waiting = new Set<ServerResponse>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      request.resume();
      this.#waiting.add(response);
      response.once('close', () => this.#waiting.delete(response));
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

  /** How many requests wait for an answer; one whose connection was closed waits no more. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Answers all that wait, as Nimbus does. */
  release(): void {
    const usage = { prompt_tokens: 1, completion_tokens: 1 };
    for (const response of this.#waiting) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ id: 'inf_1', output: 'yes', usage }));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
