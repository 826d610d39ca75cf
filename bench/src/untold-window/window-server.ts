import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { OpeningWindow } from './opening-window.ts';
import type { Said, WindowPlan } from './plan.ts';

/** A request, as the server saw it. */
export interface WindowRequest {
  /** The number of its call. */
  call: number;
  admitted: boolean;
  /** Which window it came in, from 1. */
  window: number;
}

export interface WindowServer {
  url: string;
  /** In the order in which they came. */
  journal: readonly WindowRequest[];
  close(): Promise<void>;
}

export type WindowServerOptions = Pick<WindowPlan, 'admits' | 'windowMs' | 'serviceMs'> & { says: Said };

/** What a call's number follows in its path. */
export const CALLS_PATH = '/calls/';
/** It answers when the window is over, to the pacer that knows all. */
export const NEXT_WINDOW_PATH = '/next-window';

/** Longer than any client pauses, so that none meets a connection that is just being closed. */
const KEEP_ALIVE_MS = 60_000;

/** A server on 127.0.0.1 that admits so many requests in a window, tells nothing of that, and refuses the rest at once. */
export async function startWindowServer({ says, serviceMs, ...limit }: WindowServerOptions): Promise<WindowServer> {
  const window = new OpeningWindow(limit);
  const journal: WindowRequest[] = [];
  const over = new AbortController();

  const afterMs = async (ms: number, answer: () => void): Promise<void> => {
    try {
      await delay(ms, undefined, { signal: over.signal });
    } catch {
      return;
    }
    answer();
  };
  const whenOver = (response: ServerResponse): void => {
    // A timer may fire a moment early.
    const leftMs = window.endsAtMs - performance.now();
    if (leftMs > 0) void afterMs(leftMs, () => whenOver(response));
    else response.end();
  };

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, ({ url = '' }, response) => {
    if (url === NEXT_WINDOW_PATH) return whenOver(response);
    const nowMs = performance.now();
    const admitted = window.admits(nowMs);
    journal.push({ call: Number(url.slice(CALLS_PATH.length)), admitted, window: window.number });
    response.setHeader('content-type', 'application/json');
    if (admitted) return void afterMs(serviceMs, () => response.end('{"done":true}'));
    if (says === 'Retry-After') {
      response.setHeader('retry-after', Math.ceil((window.endsAtMs - nowMs) / 1_000));
    }
    response.writeHead(429).end('{"error":"too many requests"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    journal,
    async close() {
      over.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
