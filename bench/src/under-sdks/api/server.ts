import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Tongue } from '../calls.ts';
import type { SdkPlan } from '../plan.ts';
import { ANSWER_OF, SENT_AT } from '../wire-probe.ts';
import type { SdkAttempt } from './attempt.ts';
import { fateOf } from './mishap.ts';
import { RequestWindow } from './request-window.ts';
import { errorBody, successBody, successEvents, understand, waitHint } from './speech.ts';

/** An API that throttles and fails, and the referee. */
export interface SdkUpstream {
  url: string;
  /** All requests, in the order in which they were read. */
  journal: readonly SdkAttempt[];
  /** A client has the head of an answer. */
  heard(id: number, atMs: number): void;
  /** A caller has the first chunk of a streamed answer. */
  hasFirstChunk(call: number): void;
  close(): Promise<void>;
}

/** What a 503 asks to wait. */
const BUSY_MS = 300;
const KEEP_ALIVE_MS = 120_000;
/** As many may connect at once as a client has calls. */
const BACKLOG = 4_096;

/** Listens on loopback. It tells nothing of what is left: clients have to find out. */
export async function startSdkUpstream(plan: SdkPlan): Promise<SdkUpstream> {
  const journal: SdkAttempt[] = [];
  const window = new RequestWindow(plan.window);
  const served = new Map<number, number>();
  const doneKeys = new Set<string>();
  const firstChunks = new Map<number, () => void>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const atMs = performance.now();
    const { tongue, call, streamed, effect, key } = understand(request, await textOf(request));
    if (call === undefined) return send(response, 400, {}, errorBody(400));
    const attempt: SdkAttempt = {
      ...{ id: journal.length, call, atMs, effect, key },
      sentAtMs: Number(request.headers[SENT_AT] ?? Number.NaN),
      answer: 'ok',
      ...{ answeredAtMs: null, toldMs: 0, heardAtMs: null, done: false, firstInTime: null },
    };
    journal.push(attempt);
    const waitMs = window.arrive(performance.now());
    if (waitMs > 0) return refuse(attempt, response, tongue, 429, waitMs);
    const before = served.get(call) ?? 0;
    served.set(call, before + 1);
    const { mishap, serviceMs } = fateOf(plan, call, before);
    await delay(serviceMs);
    if (effect && (mishap?.done ?? true) && !(key !== null && doneKeys.has(key))) {
      attempt.done = true;
      if (key !== null) doneKeys.add(key);
    }
    if (mishap !== undefined) attempt.answer = mishap.how;
    if (mishap?.how === '500') return refuse(attempt, response, tongue, 500, 0);
    if (mishap?.how === '503') return refuse(attempt, response, tongue, 503, BUSY_MS);
    attempt.answeredAtMs = performance.now();
    if (mishap?.how === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const headers = { [ANSWER_OF]: String(attempt.id) };
    if (streamed) await stream(attempt, response, headers);
    else send(response, 200, headers, successBody(tongue, call));
  }

  function refuse(attempt: SdkAttempt, response: ServerResponse, tongue: Tongue, status: number, waitMs: number): void {
    if (status === 429) attempt.answer = '429';
    const { headers, toldMs } = waitMs > 0 ? waitHint(tongue, waitMs) : { headers: {}, toldMs: 0 };
    attempt.toldMs = toldMs;
    attempt.answeredAtMs = performance.now();
    send(response, status, { [ANSWER_OF]: String(attempt.id), ...headers }, errorBody(status));
  }

  async function stream(attempt: SdkAttempt, response: ServerResponse, headers: Record<string, string>): Promise<void> {
    const [first, last] = successEvents(attempt.call);
    const heard = Promise.withResolvers<boolean>();
    firstChunks.set(attempt.call, () => heard.resolve(true));
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    response.write(first);
    const over = new AbortController();
    const held = delay(plan.holdsLastMs, false, { signal: over.signal }).catch(() => false);
    attempt.firstInTime = await Promise.race([heard.promise, held]);
    over.abort();
    response.end(last);
  }

  const server = createServer((request, response) => {
    // A client that was stopped has closed its connections.
    answer(request, response).catch(() => response.destroy());
  });
  // A connection that is closed while a request is on its way would be a failure that the journal does not have.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const listening = Promise.withResolvers<void>();
  server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, listening.resolve);
  await listening.promise;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    journal,
    heard(id, atMs) {
      const attempt = journal[id];
      if (attempt !== undefined) attempt.heardAtMs = atMs;
    },
    hasFirstChunk: (call) => firstChunks.get(call)?.(),
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return text;
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
