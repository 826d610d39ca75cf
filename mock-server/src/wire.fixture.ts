import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN_TOKEN, type InferRequest, inferHeaders } from './app.fixture.ts';
import { buildApp, type JournalPage, type MockServerOptions } from './index.ts';

/** A server on a port of its own, on the machine's clock. */
export class WireServer implements AsyncDisposable {
  readonly app;
  url = '';

  constructor(options: Partial<MockServerOptions> = {}) {
    this.app = buildApp({ adminToken: ADMIN_TOKEN, seed: 7, ...options });
  }

  static async start(options: Partial<MockServerOptions> = {}): Promise<WireServer> {
    const server = new WireServer(options);
    server.url = await server.app.listen({ host: '127.0.0.1', port: 0 });
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
  }

  infer(request: InferRequest & { signal?: AbortSignal } = {}): Promise<Response> {
    const { payload = { prompt: 'hello' }, signal = null } = request;
    const init = { method: 'POST', headers: inferHeaders(request), body: JSON.stringify(payload), signal };
    return fetch(`${this.url}/v1/infer`, init);
  }

  async journal(query = ''): Promise<JournalPage> {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const response = await fetch(`${this.url}/admin/journal${query}`, { headers });
    return (await response.json()) as JournalPage;
  }

  async inFlight(): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(/evenkeel_mock_in_flight\{provider="nimbus",tier="free"\} (\d+)/.exec(text)?.[1]);
  }

  /** Opens a raw connection; `closed` settles when it ends, however that happens. */
  async connect(): Promise<{ socket: Socket; received: () => string; closed: Promise<unknown> }> {
    const socket = connect(Number(new URL(this.url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await once(socket, 'connect');
    return { socket, received: () => text, closed };
  }
}

/** An infer request as bytes, or only the first half of its body. */
export function rawInfer(callId: string, half = false): string {
  const body = '{"prompt":"hello"}';
  const headers = Object.entries({ host: 'mock', ...inferHeaders({ callId }), 'content-length': String(body.length) });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `POST /v1/infer HTTP/1.1\r\n${head}\r\n${half ? body.slice(0, body.length / 2) : body}`;
}

/** Waits until something that another process or socket does has happened. */
export async function until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await done()); tries += 1) {
    if (tries > 3_000) throw new Error(`did not happen: ${what}`);
    await sleep(10);
  }
}
