import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { defineProvider } from '../contract/define.ts';
import type { OperationDefinition } from '../contract/definition.ts';
import { EventRecorder } from '../testing/index.ts';
import { ContractClient } from './contract-client.ts';
import { eventsIn } from './streamed-body.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

/** Every byte that there is, many times. */
const everyByte = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8)) % 256);
const LARGE = 8 * 1024 * 1024;

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

interface Got {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

const operations = {
  put_bytes: { method: 'PUT', path: '/bytes', sends: 'bytes', returns: 'bytes' },
  post_text: { method: 'POST', path: '/text', sends: 'text', returns: 'text' },
  post_form: { method: 'POST', path: '/form', sends: 'form', returns: 'json' },
  post_parts: { method: 'POST', path: '/parts', sends: 'multipart', returns: 'json' },
  put_stream: { method: 'PUT', path: '/stream', sends: 'stream', returns: 'stream', idempotency: 'safe' },
  patch: { method: 'PATCH', path: '/json/{id}' },
  remove: { method: 'DELETE', path: '/json/{id}', returns: 'none' },
  head: { method: 'HEAD', path: '/json/{id}' },
  events: { method: 'GET', path: '/events', returns: 'events' },
} as const satisfies Record<string, OperationDefinition>;

/** A client of a server that does as it is told, and what the server got. */
async function setUp(answer: (got: Got, response: http.ServerResponse, nth: number) => void) {
  const got: Got[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks) };
    answer(one, response, got.push(one));
  });
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const contract = defineProvider({
    name: 'wire',
    authentication: { header: 'x-api-key', scheme: '', constant: { 'x-version': '7' } },
    limits: [{ kind: 'concurrency', amount: 1 }],
    operations,
    retry: { backoff: { kind: 'uniform', minMs: 0, maxMs: 1 } },
  });
  const recorder = new EventRecorder();
  const baseUrl = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  const client = new ContractClient(contract, { apiKey: 'secret', baseUrl, onEvent: recorder.sink });
  undo.push(() => {
    void client.close({ signal: AbortSignal.abort() });
    server.close();
    server.closeAllConnections();
  });
  return { client, got, sockets, recorder };
}

const echo = ({ body, headers }: Got, response: http.ServerResponse): void => {
  response.writeHead(200, { 'content-type': headers['content-type'] ?? 'none', 'x-request-id': 'req-1' }).end(body);
};

describe('bodies, byte for byte', () => {
  it.each([0, 1, 65_537, LARGE])('%i bytes, there and back', async (length) => {
    const { client, got } = await setUp(echo);
    const sent = everyByte(length);
    const { status, headers, requestId, body } = await client.request('put_bytes', sent);
    expect(digest(got[0]?.body ?? Buffer.of())).toBe(digest(sent));
    expect(digest(body as Uint8Array)).toBe(digest(sent));
    expect([status, requestId, headers['content-type']]).toEqual([200, 'req-1', 'application/octet-stream']);
  });

  it.each([1, 65_537, LARGE])('%i bytes in pieces, there and back', async (length) => {
    const { client, got } = await setUp(echo);
    const sent = everyByte(length);
    const pieces = async function* () {
      for (let at = 0; at < length; at += 40_001) yield sent.subarray(at, at + 40_001);
    };
    const { body } = await client.request('put_stream', pieces);
    expect(digest(await bytesOf(body as AsyncIterable<Uint8Array>))).toBe(digest(sent));
    expect(digest(got[0]?.body ?? Buffer.of())).toBe(digest(sent));
  });

  it('text beyond ASCII', async () => {
    const { client, got } = await setUp(echo);
    const text = 'naïve – 漢字 – 🙂';
    expect((await client.request('post_text', text)).body).toBe(text);
    expect(got[0]?.headers['content-type']).toBe('text/plain;charset=UTF-8');
  });

  it.each([
    [
      { amount: 5, card: { number: 'a b&c' }, list: ['x', 'y'], none: undefined },
      'amount=5&card%5Bnumber%5D=a+b%26c&list%5B0%5D=x&list%5B1%5D=y',
    ],
    [new URLSearchParams({ a: '1', b: 'é' }), 'a=1&b=%C3%A9'],
    [{ at: new Date(0), on: true }, 'at=1970-01-01T00%3A00%3A00.000Z&on=true'],
  ])('a form', async (form, written) => {
    const { client, got } = await setUp((_got, response) => response.end('{}'));
    await client.request('post_form', form);
    expect(got[0]?.body.toString()).toBe(written);
    expect(got[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('a form of several parts, with a file of any bytes', async () => {
    const { client, got } = await setUp((_got, response) => response.end('{}'));
    const file = everyByte(70_000);
    const form = new FormData();
    form.append('purpose', 'test');
    form.append('file', new Blob([file]), 'a.bin');
    await client.request('post_parts', form);
    const read = await new Response(new Uint8Array(got[0]?.body ?? []), {
      headers: { 'content-type': got[0]?.headers['content-type'] ?? '' },
    }).formData();
    expect(read.get('purpose')).toBe('test');
    expect(digest(new Uint8Array(await (read.get('file') as File).arrayBuffer()))).toBe(digest(file));
  });

  it.each([
    ['patch', { a: 1 }, 'PATCH', '/json/x%2Fy', '{"a":1}'],
    ['remove', undefined, 'DELETE', '/json/x%2Fy', ''],
    ['head', undefined, 'HEAD', '/json/x%2Fy', ''],
  ])('%s', async (operation, payload, method, url, body) => {
    const { client, got } = await setUp((_got, response) => response.end(method === 'PATCH' ? '{}' : undefined));
    await client.request(operation, payload, {
      params: { id: 'x/y' },
      headers: { 'x-own': '1', 'x-api-key': 'other' },
    });
    expect(got[0]).toMatchObject({ method, url });
    expect(got[0]?.body.toString()).toBe(body);
    // The contract's own headers stand.
    expect(got[0]?.headers).toMatchObject({ 'x-api-key': 'secret', 'x-version': '7', 'x-own': '1' });
  });
});

it('an empty body is nothing, also where JSON was expected', async () => {
  const { client } = await setUp((_got, response) => response.writeHead(204).end());
  expect(await client.request('patch', { a: 1 }, { params: { id: '1' } })).toMatchObject({
    status: 204,
    body: undefined,
  });
});

describe('a payload that does not fit', () => {
  it.each([
    ['put_bytes', 'text', 'give a Uint8Array or an ArrayBuffer.'],
    ['post_text', { a: 1 }, 'give text.'],
    ['post_form', 'a=1', 'give an object or URLSearchParams.'],
    ['post_form', new Map([['a', 1]]), 'give an object or URLSearchParams.'],
    ['post_form', new FormData(), 'give an object or URLSearchParams.'],
    ['post_parts', { a: 1 }, 'give FormData.'],
    ['put_stream', 'text', 'give an async iterable, or a function that makes one.'],
    ['patch', { n: 1n }, 'cannot be written as JSON'],
  ])('%s of %o', async (operation, payload, says) => {
    const { client, got } = await setUp(echo);
    const called = client.request(operation, payload, { params: { id: '1' } });
    await expect(called).rejects.toMatchObject({ code: 'EVK_PAYLOAD_INVALID', message: expect.stringContaining(says) });
    expect(got).toEqual([]);
  });
});

describe('pieces that nobody keeps', () => {
  const failing = (_got: Got, response: http.ServerResponse, nth: number): void => {
    response.writeHead(nth === 1 ? 503 : 200, { 'retry-after': '0' }).end();
  };
  async function* pieces() {
    yield new Uint8Array([1, 2, 3]);
  }

  it('are sent once, and a function that makes them again', async () => {
    const { client, got } = await setUp(failing);
    await expect(client.request('put_stream', pieces())).rejects.toMatchObject({ status: 503, attempts: 1 });
    expect(got).toHaveLength(1);
    const again = await setUp(failing);
    const { body } = await again.client.request('put_stream', pieces);
    await bytesOf(body as AsyncIterable<Uint8Array>);
    expect(again.got.map((one) => [...one.body])).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });
});

describe('a body that comes', () => {
  const slow = (_got: Got, response: http.ServerResponse): void => {
    response.write('id: 1\ndata: é');
    setTimeout(() => response.end('\n\ndata: 2\n\n'), 50);
  };

  it('as events', async () => {
    const { client } = await setUp(slow);
    const { body } = await client.request('events');
    const events: unknown[] = [];
    for await (const event of eventsIn(body as AsyncIterable<Uint8Array>)) events.push(event);
    expect(events).toEqual([
      { id: '1', event: 'message', data: 'é' },
      { id: '1', event: 'message', data: '2' },
    ]);
  });

  it('holds its slot until it has ended, and its call ends then', async () => {
    const { client, recorder, got } = await setUp(slow);
    const first = await client.request('events');
    const second = client.request('events');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([got.length, recorder.ofType('call-ended').length]).toEqual([1, 0]);
    await bytesOf(first.body as AsyncIterable<Uint8Array>);
    await bytesOf((await second).body as AsyncIterable<Uint8Array>);
    await expect.poll(() => recorder.ofType('call-ended').map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect(recorder.ofType('call-ended')[0]?.durationMs).toBeGreaterThanOrEqual(40);
  });

  it.each<
    [
      what: string,
      leave: (body: AsyncIterable<Uint8Array>, abort: () => void) => Promise<unknown>,
      code: string | undefined,
    ]
  >([
    [
      'that its reader leaves',
      async (body) => {
        for await (const _ of body) break;
      },
      undefined,
    ],
    [
      'that the caller aborts',
      (body, abort) => {
        setTimeout(abort, 10);
        return bytesOf(body);
      },
      'EVK_CANCELLED',
    ],
  ])('%s lets go of its connection and its slot', async (_what, leave, code) => {
    const { client, sockets, recorder } = await setUp((_got, response) => response.write('a'));
    const controller = new AbortController();
    const { body } = await client.request('events', undefined, { signal: controller.signal });
    const left = leave(body as AsyncIterable<Uint8Array>, () => controller.abort());
    if (code === undefined) await left;
    else await expect(left).rejects.toMatchObject({ code });
    await expect.poll(() => sockets.size).toBe(0);
    await expect.poll(() => recorder.ofType('call-ended').map(({ outcome }) => outcome)).toEqual(['cancelled']);
    const next = await client.request('events');
    expect(next.status).toBe(200);
  });

  it('and breaks off is an error', async () => {
    const { client, recorder } = await setUp((_got, response) => {
      response.write('a');
      setTimeout(() => response.destroy(), 20);
    });
    const { body } = await client.request('events');
    await expect(bytesOf(body as AsyncIterable<Uint8Array>)).rejects.toMatchObject({ code: 'EVK_NETWORK' });
    await expect.poll(() => recorder.ofType('call-ended').map(({ outcome }) => outcome)).toEqual(['error']);
  });

  it('is aborted while it is sent', async () => {
    const { client, sockets } = await setUp(echo);
    const controller = new AbortController();
    const pieces = async function* () {
      for (let n = 0; n < 1_000; n += 1) {
        yield everyByte(10_000);
        if (n === 3) controller.abort();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const sent = client.request('put_stream', pieces(), { signal: controller.signal });
    await expect(sent).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    await expect.poll(() => sockets.size).toBe(0);
  });
});

describe('a name alone', () => {
  it('drives a client: any method and path, waits that are told, and failures that are repeated', async () => {
    const arrivedMs: number[] = [];
    const server = http.createServer((request, response) => {
      arrivedMs.push(performance.now());
      const refused = arrivedMs.length === 1;
      response.writeHead(refused ? 429 : 200, refused ? { 'retry-after': '1' } : {});
      response.end(JSON.stringify({ method: request.method, url: request.url, key: request.headers.authorization }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const baseUrl = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
    const client = new ContractClient(defineProvider({ name: 'bare' }), { apiKey: 'secret', baseUrl });
    undo.push(() => {
      void client.close({ signal: AbortSignal.abort() });
      server.close();
    });
    const { body } = await client.request('get', undefined, { params: { path: 'v1/things/a' }, query: { page: '2' } });
    expect(body).toEqual({ method: 'GET', url: '/v1/things/a?page=2', key: 'Bearer secret' });
    expect((arrivedMs[1] ?? 0) - (arrivedMs[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
    const { body: posted } = await client.request('post', { a: 1 }, { params: { path: 'v1/things' } });
    expect(posted).toMatchObject({ method: 'POST', url: '/v1/things' });
  });
});
