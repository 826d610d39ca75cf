import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { NodeTransport, type NodeTransportOptions } from './node-transport.ts';
import type { TransportRequest } from './transport.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

async function listen(server: net.Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

/** A server that a test can ask for its open connections. */
async function serve(handler: http.RequestListener) {
  const server = http.createServer(handler);
  const sockets = new Set<net.Socket>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const url = await listen(server);
  undo.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url, sockets, connections: () => connections };
}

/** A server that writes the given bytes, and hangs up if told so. */
async function serveRaw(bytes: string, hangUp: boolean): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => (hangUp ? socket.end(bytes) : socket.write(bytes)));
  });
  const url = await listen(server);
  undo.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return url;
}

function open(options: Partial<NodeTransportOptions> = {}) {
  const transport = new NodeTransport({ connections: 4, keepAlive: 2, ...options });
  undo.push(() => transport.close());
  const send = (url: string, signal = new AbortController().signal) =>
    transport.send({ method: 'POST', url, headers: { 'x-test': 'a' }, body: '{"a":"é"}', signal });
  return { transport, send };
}

describe('NodeTransport', () => {
  it('sends what it is told and brings the whole response', async () => {
    const { url } = await serve(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.writeHead(201, { 'X-Echo': String(request.headers['x-test']), 'set-cookie': ['a=1', 'b=2'] });
      response.end(`${request.method} ${request.url} ${request.headers['content-length']} ${body}`);
    });
    const response = await open().send(`${url}/v1/infer`);
    expect(response.status).toBe(201);
    expect(response.body).toBe('POST /v1/infer 10 {"a":"é"}');
    expect(response.header('x-echo')).toBe('a');
    expect(response.header('set-cookie')).toBe('a=1, b=2');
    expect(response.header('retry-after')).toBeUndefined();
  });

  async function* pieces() {
    yield 'a';
    yield new Uint8Array([98]);
  }
  it.each<[method: string, body: TransportRequest['body'], own: Record<string, string>, frame: object]>([
    ['GET', undefined, {}, {}],
    ['DELETE', undefined, {}, {}],
    ...['GET', 'DELETE', 'OPTIONS', 'POST'].flatMap(
      (method): [string, TransportRequest['body'], Record<string, string>, object][] => [
        [method, 'ab', {}, { 'content-length': '2' }],
        [method, 'é', { 'content-length': '1' }, { 'content-length': '2' }],
        [method, new Uint8Array([97, 98]), { 'transfer-encoding': 'chunked' }, { 'transfer-encoding': 'chunked' }],
        [method, pieces(), {}, { 'transfer-encoding': 'chunked' }],
        [method, pieces(), { 'content-length': '2' }, { 'content-length': '2' }],
      ],
    ),
  ])('frames the body of %s: %o with %o', async (method, body, headers, frame) => {
    const { url } = await serve(async (request, response) => {
      let got = '';
      for await (const chunk of request) got += chunk;
      response.end(JSON.stringify({ got, headers: request.headers }));
    });
    const { transport } = open();
    const { signal } = new AbortController();
    const { got, headers: sent } = JSON.parse((await transport.send({ method, url, headers, body, signal })).body);
    const { 'content-length': length, 'transfer-encoding': coding } = sent;
    expect({ 'content-length': length, 'transfer-encoding': coding }).toEqual(frame);
    expect(got).toBe(body === undefined ? '' : body === 'é' ? 'é' : 'ab');
  });

  it('opens no more connections than it may, keeps only some of them alive, and uses those again', async () => {
    const held: http.ServerResponse[] = [];
    const { url, sockets, connections } = await serve((request, response) => {
      if (request.url === '/hold') held.push(response);
      else response.end();
    });
    const release = (): void => {
      for (const response of held.splice(0)) response.end();
    };
    const { send } = open({ connections: 4, keepAlive: 2 });
    const all = Promise.all(Array.from({ length: 6 }, () => send(`${url}/hold`)));
    await expect.poll(() => held.length).toBe(4);
    // A fifth request would have arrived before this other client's was answered.
    const stranger = open();
    await stranger.send(url);
    stranger.transport.close();
    expect(held).toHaveLength(4);
    release();
    await expect.poll(() => held.length).toBe(2);
    release();
    await all;
    await expect.poll(() => sockets.size).toBe(2);
    const before = connections();
    await Promise.all([send(url), send(url)]);
    expect(connections()).toBe(before);
  });

  it('opens more once it may', async () => {
    const held: http.ServerResponse[] = [];
    const { url } = await serve((_request, response) => held.push(response));
    const { send, transport } = open({ connections: 1, keepAlive: 1 });
    const first = send(url);
    await expect.poll(() => held.length).toBe(1);
    transport.resize(3);
    const others = [send(url), send(url)];
    await expect.poll(() => held.length).toBe(3);
    for (const response of held) response.end();
    await Promise.all([first, ...others]);
  });

  it.each([
    { what: 'a length that is not reached', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc' },
    {
      what: 'a last chunk that does not come',
      bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n',
    },
    { what: 'no response at all', bytes: '' },
    { what: 'something that is not HTTP', bytes: 'hello\r\n\r\n' },
  ])('rejects on $what', async ({ bytes }) => {
    await expect(open().send(await serveRaw(bytes, true))).rejects.toThrow(Error);
  });

  it('rejects when the server switches protocols instead of answering', async () => {
    const url = await serveRaw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n', false);
    await expect(open().send(url)).rejects.toThrow('switched protocols');
  });

  it('rejects when nobody listens', async () => {
    const server = net.createServer();
    const url = await listen(server);
    server.close();
    await once(server, 'close');
    await expect(open().send(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it.each([
    { when: 'before the response', early: false },
    { when: 'in the middle of the response', early: true },
  ])('lets go of the connection at once on an abort $when', async ({ early }) => {
    const controller = new AbortController();
    const { url, sockets } = await serve((_request, response) => {
      if (early) response.write('the first half');
      setTimeout(() => controller.abort(), 20);
    });
    await expect(open().send(url, controller.signal)).rejects.toThrow(/abort/);
    await expect.poll(() => sockets.size).toBe(0);
  });

  it('sends nothing for a signal that was aborted before', async () => {
    const { url, connections } = await serve((_request, response) => response.end());
    await expect(open().send(url, AbortSignal.abort())).rejects.toThrow(/abort/);
    expect(connections()).toBe(0);
  });

  it.each([
    { bytes: 1_000, whole: true },
    { bytes: 1_001, whole: false },
  ])('with a limit of 1,000 bytes reads a body of $bytes: $whole', async ({ bytes, whole }) => {
    const { url, sockets } = await serve((_request, response) => response.end('x'.repeat(bytes)));
    const sent = open({ maxBodyBytes: 1_000 }).send(url);
    if (whole) expect((await sent).body).toHaveLength(bytes);
    else await expect(sent).rejects.toThrow('longer than 1000 bytes');
    await expect.poll(() => sockets.size).toBe(whole ? 1 : 0);
  });

  it('follows no redirect, so that the key goes nowhere else', async () => {
    const elsewhere = await serve((_request, response) => response.end());
    const { url } = await serve((_request, response) => response.writeHead(307, { location: elsewhere.url }).end());
    const response = await open().send(url);
    expect([response.status, response.header('location')]).toEqual([307, elsewhere.url]);
    expect(elsewhere.connections()).toBe(0);
  });

  it('leaves no socket when it is closed, and sends nothing afterwards', async () => {
    const { url, sockets, connections } = await serve((request, response) => {
      if (request.url === '/answer') response.end();
    });
    const { transport, send } = open();
    await send(`${url}/answer`);
    const hanging = send(`${url}/hang`);
    const settled = hanging.catch((error: Error) => error);
    await expect.poll(() => sockets.size).toBe(1);
    transport.close();
    expect(await settled).toBeInstanceOf(Error);
    await expect.poll(() => sockets.size).toBe(0);
    const before = connections();
    await expect(send(`${url}/answer`)).rejects.toThrow('closed');
    expect(connections()).toBe(before);
  });
});
