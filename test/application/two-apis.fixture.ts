import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const keys = { weather: 'key-of-the-weather', openai: 'key-of-openai' };

export interface Entry {
  api: 'weather' | 'openai';
  status: number;
  /** Whether it came before it was told to come back. */
  early: boolean;
}

/** How long a refused caller is told to wait, in milliseconds. */
const WAIT_MS = 400;

/** An API of the weather and one in the form of OpenAI's, in the test's own process. */
export class TwoApis implements AsyncDisposable {
  readonly journal: Entry[] = [];
  readonly #server: Server;
  /** When each may be asked again. */
  readonly #opensAtMs = new Map<Entry['api'], number>();
  readonly #refusals: number;
  #weatherFails = false;

  private constructor(refusals: number) {
    this.#refusals = refusals;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** @param refusals how many requests each refuses at first, with a wait */
  static async start(refusals: number): Promise<TwoApis> {
    const apis = new TwoApis(refusals);
    await new Promise<void>((resolve) => apis.#server.listen(0, '127.0.0.1', resolve));
    return apis;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on the API of the weather fails. */
  failWeather(): void {
    this.#weatherFails = true;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const api = request.url === '/v1/responses' ? 'openai' : 'weather';
    const early = performance.now() < (this.#opensAtMs.get(api) ?? 0);
    let body = '';
    for await (const piece of request) body += piece;
    const [status, answer] = this.#decide(api, request, body);
    this.journal.push({ api, status, early });
    if (status === 429) {
      response.setHeader('retry-after-ms', String(WAIT_MS));
      this.#opensAtMs.set(api, performance.now() + WAIT_MS);
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  #decide(api: Entry['api'], { url = '', headers }: IncomingMessage, body: string): [status: number, answer: object] {
    const known =
      api === 'openai' ? headers.authorization === `Bearer ${keys.openai}` : headers['x-api-key'] === keys.weather;
    if (!known) return [401, { error: { message: 'The key is wrong.' } }];
    const refused = this.journal.filter((entry) => entry.api === api && entry.status === 429).length;
    if (refused < this.#refusals) return [429, { error: { message: 'Slow down.' } }];
    if (api === 'openai') {
      // It says what it was asked, so that an answer shows what the weather was.
      const text = `You asked: ${(JSON.parse(body) as { input: string }).input}`;
      return [200, { object: 'response', output: [{ type: 'message', content: [{ type: 'output_text', text }] }] }];
    }
    if (this.#weatherFails) return [500, { error: { message: 'The thermometer is broken.' } }];
    return url === '/v2/forecast/lisbon' ? [200, { degrees: 21 }] : [404, {}];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
