import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that was answered. Instants in milliseconds since the epoch. */
export interface Metered {
  /** Who sent it. */
  name: string;
  cost: number;
  cameAtMs: number;
  answeredAtMs: number;
}

/** What a request says. */
export interface WorkOrder {
  name: string;
  actual: number;
  estimate: number;
}

export interface CostMeter {
  url: string;
  /** All that were answered, in the order of their answers. */
  metered: readonly Metered[];
  close(): void;
}

const now = (): number => performance.timeOrigin + performance.now();

/** An API that refuses nothing, and notes what each request has cost. @param serviceMs how long each takes */
export async function startMeter(serviceMs: number): Promise<CostMeter> {
  const metered: Metered[] = [];
  const server = createServer(async (request, response) => {
    const cameAtMs = now();
    const { name, actual } = JSON.parse(await text(request)) as WorkOrder;
    setTimeout(() => {
      metered.push({ name, cost: actual, cameAtMs, answeredAtMs: now() });
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ cost: actual }));
    }, serviceMs);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', 1_024);
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    metered,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
