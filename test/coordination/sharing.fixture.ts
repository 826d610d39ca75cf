import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CoordinationEvent } from '../../toolkit/src/coordination/coordinator.ts';
import { root } from '../repository/files.fixture.ts';

export const LIMIT = 60;
export const API_KEY = 'sk-only-for-this-test';

/** A server with a fixed window that starts at its first request, like Neura's. */
export async function startWindow(limit = LIMIT, windowMs = 1_000) {
  let startMs = Number.NEGATIVE_INFINITY;
  let used = 0;
  const seen = { admitted: 0, exceeded: 0, exceededAtMs: [] as number[] };
  const server = createServer((_request, response) => {
    const now = performance.now();
    if (now >= startMs + windowMs) {
      startMs = now;
      used = 0;
    }
    used += 1;
    if (used > limit) {
      seen.exceeded += 1;
      seen.exceededAtMs.push(now);
    } else {
      seen.admitted += 1;
    }
    response.writeHead(used > limit ? 429 : 200).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    seen,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Worker extends AsyncDisposable {
  child: ChildProcess;
  /** What the worker told last. */
  said: {
    held: number;
    begun: number;
    ended: number;
    refused: number;
    firstAfterMs: number;
    closedAfterMs?: number;
    events: CoordinationEvent[];
  };
  /** All that the worker has printed and told, as text. */
  readonly heard: string;
  exited: Promise<number | null>;
  close(): void;
}

/** Starts a process that shares the window of `url`; see sharing-worker.fixture.ts. */
export function startWorker(url: string, redisUrl: string, { atOnce = 40, key = API_KEY } = {}): Worker {
  const child = spawn(process.execPath, ['-C', 'source', 'test/coordination/sharing-worker.fixture.ts'], {
    cwd: root,
    env: {
      ...process.env,
      SERVER_URL: url,
      REDIS_URL: redisUrl,
      LIMIT: `${LIMIT}`,
      AT_ONCE: `${atOnce}`,
      API_KEY: key,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const worker = {
    child,
    exited,
    heard: '',
    said: { held: 0, begun: 0, ended: 0, refused: 0, firstAfterMs: -1, events: [] },
    close: () => void child.send('close'),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
  child.on('message', (message: object) => {
    worker.heard = `${worker.heard.slice(-100_000)}${JSON.stringify(message)}\n`;
    Object.assign(worker.said, message);
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      worker.heard += text;
    });
  }
  return worker;
}
