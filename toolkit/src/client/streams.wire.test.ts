import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import http from 'node:http';
import type net from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { defineProvider } from '../contract/define.ts';
import { EventRecorder } from '../testing/index.ts';
import type { ApiAnswer } from './answer.ts';
import { ContractClient } from './contract-client.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

/** A client with one slot and one connection, and the sockets of its server. What waits for either soon fails. */
async function setUp(handler: http.RequestListener) {
  const server = http.createServer(handler);
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const contract = defineProvider({
    name: 'wire',
    authentication: null,
    tiers: {
      only: { limits: [{ kind: 'concurrency', amount: 1 }], pool: { connections: 1, keepAlive: 1 } },
    },
    operations: {
      get: { method: 'GET', path: '/get', returns: 'stream' },
      linger: { method: 'GET', path: '/linger', returns: 'stream', settleAfterMs: 50 },
      put: { method: 'PUT', path: '/put', sends: 'stream', idempotency: 'safe' },
      upload: { method: 'PUT', path: '/upload', sends: 'stream', returns: 'stream', idempotency: 'safe' },
      check: { method: 'GET', path: '/check', returns: 'text' },
    },
    operationDefaults: { attemptTimeoutMs: 2_000, deadlineMs: 2_000 },
    rules: [{ status: 202, class: 'permanent', retry: false }, 'defaults'],
    retry: { backoff: { kind: 'uniform', minMs: 0, maxMs: 1 } },
  });
  const recorder = new EventRecorder();
  const baseUrl = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  const client = new ContractClient(contract, { baseUrl, onEvent: recorder.sink });
  undo.push(() => {
    void client.close({ signal: AbortSignal.abort() });
    server.close();
    server.closeAllConnections();
  });
  const outcomes = (): unknown[] => recorder.ofType('call-ended').map(({ outcome }) => outcome);
  const isFree = async (): Promise<void> => expect((await client.request('check')).body).toBe('free');
  return { client, sockets, recorder, outcomes, isFree };
}

type Body = AsyncIterableIterator<Uint8Array>;

const bodyOf = ({ body }: ApiAnswer): Body => body as Body;

async function textOf(body: Body): Promise<string> {
  let text = '';
  for await (const piece of body) text += Buffer.from(piece).toString();
  return text;
}

/** Answers a check; begins any other answer, which goes on when the test says so. */
function begin(status = 200) {
  const begun: http.ServerResponse[] = [];
  const handler: http.RequestListener = (request, response) => {
    request.resume();
    if (request.url === '/check') response.end('free');
    else begun.push(response.writeHead(status)) && response.write('a');
  };
  return { begun, handler };
}

describe('a stream that nobody has begun to read', () => {
  it.each<[string, (body: Body, controller: AbortController) => unknown, object | undefined]>([
    ['the caller aborts', (_body, controller) => controller.abort(), { code: 'EVK_CANCELLED' }],
    ['its reader leaves', (body) => body.return?.(), undefined],
  ])('lets go of its connection and its slot when %s', async (_what, leave, thrown) => {
    const { client, sockets, outcomes, isFree } = await setUp(begin().handler);
    const controller = new AbortController();
    const body = bodyOf(await client.request('get', undefined, { signal: controller.signal }));
    await leave(body, controller);
    await expect.poll(() => sockets.size).toBe(0);
    expect(outcomes()).toEqual(['cancelled']);
    await isFree();
    if (thrown === undefined) expect(await body.next()).toEqual({ done: true, value: undefined });
    else await expect(body.next()).rejects.toMatchObject(thrown);
  });

  it('lets go of its connection if the contract takes its answer for a refusal', async () => {
    const { client, outcomes, isFree } = await setUp(begin(202).handler);
    await expect(client.request('get')).rejects.toMatchObject({ status: 202, attempts: 1 });
    await isFree();
    expect(outcomes()).toEqual(['error', 'ok']);
  });
});

describe('a stream that nobody reads on', () => {
  it('lets another call have its slot, and a connection beside its own, and may be read later', async () => {
    const { begun, handler } = begin();
    const { client, sockets, outcomes, isFree } = await setUp(handler);
    const body = bodyOf(await client.request('linger'));
    await isFree();
    expect(sockets.size).toBe(2);
    begun[0]?.end('b');
    expect(await textOf(body)).toBe('ab');
    expect(outcomes()).toEqual(['cancelled', 'ok']);
    // The pool is as large as before: an idle connection beyond it is closed.
    await expect.poll(() => sockets.size).toBe(1);
  });

  it('lets go of its connection if nobody can read it any more', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { client, sockets, outcomes, isFree } = await setUp(begin().handler);
    const forget = async (): Promise<void> => {
      await client.request('get');
    };
    await forget();
    await expect
      .poll(() => {
        collect();
        return sockets.size;
      })
      .toBe(0);
    await expect.poll(outcomes).toEqual(['cancelled']);
    await isFree();
  });
});

it('ends once: what comes after its end changes nothing', async () => {
  const { begun, handler } = begin();
  const { client, sockets, outcomes } = await setUp(handler);
  const controller = new AbortController();
  const body = bodyOf(await client.request('get', undefined, { signal: controller.signal }));
  begun[0]?.end('b');
  expect(await textOf(body)).toBe('ab');
  controller.abort();
  await body.return?.();
  expect(await body.next()).toEqual({ done: true, value: undefined });
  await expect.poll(outcomes).toEqual(['ok']);
  expect(sockets.size).toBe(1);
});

describe('a client that closes', () => {
  it('lets a stream be read to its end, even one that comes after that', async () => {
    const { begun, handler } = begin();
    const { client, sockets, outcomes } = await setUp(handler);
    const opening = client.request('get');
    const closed = client.close();
    const body = bodyOf(await opening);
    await body.next();
    begun[0]?.end('b');
    expect(await textOf(body)).toBe('b');
    await closed;
    expect(outcomes()).toEqual(['ok']);
    await expect.poll(() => sockets.size).toBe(0);
  });

  it.each([
    ['read', true],
    ['not read', false],
  ])('by a signal ends a stream that is %s', async (_what, isRead) => {
    const { client, sockets, outcomes } = await setUp(begin().handler);
    const body = bodyOf(await client.request('get'));
    if (isRead) await body.next();
    const next = isRead ? body.next() : undefined;
    const controller = new AbortController();
    const closed = client.close({ signal: controller.signal });
    controller.abort();
    await expect(next ?? body.next()).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    await closed;
    expect(outcomes()).toEqual(['cancelled']);
    await expect.poll(() => sockets.size).toBe(0);
  });
});

describe('pieces that are sent', () => {
  it.each(['put', 'upload'])('are no longer asked for once their answer has come: %s', async (operation) => {
    const { client, isFree } = await setUp((request, response) => {
      if (request.url === '/check') response.end('free');
      else request.once('data', () => response.writeHead(operation === 'put' ? 400 : 200).end('{}'));
    });
    let left = false;
    async function* endless() {
      try {
        for (;;) yield await new Promise<string>((resolve) => setImmediate(resolve, 'x'.repeat(10_000)));
      } finally {
        left = true;
      }
    }
    const sent = client.request(operation, endless);
    if (operation === 'put') await expect(sent).rejects.toMatchObject({ status: 400 });
    else expect(await textOf(bodyOf(await sent))).toBe('{}');
    await isFree();
    await expect.poll(() => left).toBe(true);
  });

  async function* failing() {
    yield 'a';
    throw new RangeError('worn out');
  }
  async function* numbers() {
    yield 1;
  }
  it.each<[string, unknown, object]>([
    ['that end with an error', failing, { message: 'worn out' }],
    ['of a file that is not there', () => createReadStream('/no/such/file'), { code: 'ENOENT' }],
    ['that are numbers', numbers, { message: 'A piece is neither text nor bytes.' }],
    ['in a promise', async () => failing(), { message: 'It is no async iterable.' }],
    ['that are none: an object', () => ({}), { message: 'It is no async iterable.' }],
    ['that are none: null', () => null, { message: 'It is no async iterable.' }],
    ['that are none: a number', () => 1, { message: 'It is no async iterable.' }],
  ])('%s end their call at once, and nobody blames the upstream', async (_what, payload, cause) => {
    const { client, recorder, isFree } = await setUp(begin().handler);
    const sent = client.request('put', payload);
    await expect(sent).rejects.toMatchObject({ code: 'EVK_PAYLOAD_INVALID', attempts: 1, cause });
    expect(recorder.ofType('attempt-ended').map(({ result }) => result)).toEqual(['cancelled']);
    await isFree();
  });
});
