import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AdminClient } from '@evenkeel/mock-server/launch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { k6Snapshot } from '../k6/rest.ts';
import { PrometheusClient } from '../prometheus/client.ts';
import { ask } from './ask.ts';

/** A server that answers some requests at once, sends only the head of other answers, and never answers the rest. */
let server: Server;
let url: string;
let port: number;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/answers') response.writeHead(418).end('tea');
    else if (request.url === '/head') response.write('{');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  url = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const never = new AbortController().signal;

describe('ask', () => {
  it('reads the answer', async () => {
    const answer = await ask({ who: 'X', url: `${url}/answers`, signal: never });
    expect(answer).toEqual({ ok: false, status: 418, text: 'tea' });
  });

  it.each(['/silent', '/head'])('takes who does not answer for hanging: %s', async (path) => {
    const asked = ask({ who: 'Prometheus', url: `${url}${path}`, signal: never, atMostMs: 50 });
    await expect(asked).rejects.toThrow('Prometheus did not answer within 50 ms.');
  });
});

describe('a run that is interrupted does not wait for what hangs:', () => {
  const interrupted = (): { signal: AbortSignal; interrupt: () => void } => {
    const controller = new AbortController();
    return { signal: controller.signal, interrupt: () => controller.abort(new Error('interrupted')) };
  };

  it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ['Prometheus', (signal) => new PrometheusClient(url, signal).instant('up')],
    ["Prometheus's alerts", (signal) => new PrometheusClient(url, signal).alerts()],
    ['the journal', (signal) => new AdminClient(url, 'token', signal).journal()],
  ])('%s', async (_, look) => {
    const { signal, interrupt } = interrupted();
    const arrived = once(server, 'request');
    const looking = look(signal);
    await arrived;
    interrupt();
    await expect(looking).rejects.toThrow('interrupted');
  });

  it.each<[string, (signal: AbortSignal) => Promise<unknown>, unknown]>([
    ['whether Prometheus is ready', (signal) => new PrometheusClient(url, signal).ready(), false],
    ["k6's numbers", (signal) => k6Snapshot(port, null, signal), null],
  ])('%s', async (_, look, without) => {
    const { signal, interrupt } = interrupted();
    const arrived = once(server, 'request');
    const looking = look(signal);
    await arrived;
    interrupt();
    await expect(looking).resolves.toBe(without);
  });
});
