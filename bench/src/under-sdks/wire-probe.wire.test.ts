import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request as undiciRequest } from 'undici';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ANSWER_OF, probeWire, SENT_AT } from './wire-probe.ts';

const seen: IncomingHttpHeaders[] = [];
const heads: [id: number, atMs: number][] = [];
const server = createServer((request, response) => {
  seen.push(request.headers);
  response.writeHead(200, { [ANSWER_OF]: '41' }).end('done');
});
let probeNoMore = (): void => {};

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  probeNoMore = probeWire((...head) => heads.push(head));
});

afterEach(async () => {
  probeNoMore();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  seen.length = 0;
  heads.length = 0;
});

const byHttp = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers: { 'content-length': 1 } }, (response) =>
      response.resume().on('end', resolve),
    );
    request.on('error', reject).end('x');
  });

it.each([
  ['fetch', async (url: string) => void (await (await fetch(url, { method: 'POST', body: 'x' })).text())],
  ['undici', async (url: string) => void (await (await undiciRequest(url)).body.text())],
  ['node:http', byHttp],
])('sees what %s sends, and when it is answered', async (_what, call) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const startedAtMs = performance.now();
  await call(url);
  const sentAtMs = Number(seen[0]?.[SENT_AT]);
  expect(sentAtMs).toBeGreaterThanOrEqual(startedAtMs);
  expect(heads).toHaveLength(1);
  const [[id, atMs] = []] = heads;
  expect(id).toBe(41);
  expect(atMs).toBeGreaterThanOrEqual(sentAtMs);
  expect(atMs).toBeLessThanOrEqual(performance.now());
  probeNoMore();
  await call(url);
  expect([seen.length, seen[1]?.[SENT_AT], heads.length]).toEqual([2, undefined, 1]);
});
