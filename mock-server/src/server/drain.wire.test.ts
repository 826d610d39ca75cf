import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { punctualClock } from '../clock.ts';
import { until } from '../wire.fixture.ts';
import { Drain } from './drain.ts';
import { OpenRequests } from './open-requests.ts';

const times = { quietMs: 20, listensAtMostMs: 100, receivedByMs: 300, answeredByMs: 500, endedByMs: 700 };

interface Open {
  socket: Socket;
  received: () => string;
  closed: Promise<unknown>;
}

class Rig {
  readonly app: FastifyInstance = Fastify({ return503OnClosing: false });
  readonly body = new PassThrough();
  handled = 0;

  constructor() {
    new Drain(this.app, new OpenRequests(this.app), punctualClock, times);
    this.app.get('/', (_request, reply) => reply.send('hello'));
    this.app.post('/', (_request, reply) => reply.send('hello'));
    this.app.get('/stream', (_request, reply) => {
      this.handled += 1;
      return reply.send(this.body);
    });
    this.app.get('/slow', async () => {
      this.handled += 1;
      await sleep(times.receivedByMs / 2);
      return 'hello';
    });
    this.app.get('/never', () => {
      this.handled += 1;
      return new Promise(() => {});
    });
  }

  async listen(): Promise<void> {
    await this.app.listen({ host: '127.0.0.1', port: 0 });
  }

  connect(text = ''): Open {
    const socket = connect((this.app.server.address() as AddressInfo).port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', () => {});
    if (text !== '') socket.write(text);
    return { socket, received: () => received, closed: once(socket, 'close') };
  }
}

const GET = 'GET / HTTP/1.1\r\nhost: mock\r\n\r\n';

test('a response that is already streaming is finished, and then its connection is ended', async () => {
  const rig = new Rig();
  await rig.listen();
  const { received, closed } = rig.connect('GET /stream HTTP/1.1\r\nhost: mock\r\n\r\n');
  rig.body.write('first');
  await until('it has begun', () => received().includes('first'));
  const ended = rig.app.close();
  // If it ended before that, its connection would count as idle and be closed with the others.
  await until('it listens no more', () => !rig.app.server.listening);
  rig.body.end('last');
  await Promise.all([ended, closed]);
  // The body comes in chunks, each after its length; the last one is empty.
  expect(received().split('\r\n\r\n').slice(1)).toEqual(['5\r\nfirst\r\n4\r\nlast\r\n0', '']);
});

describe('a close ends in time, whatever is open', () => {
  test.each<[what: string, sent: string, answered: string | null]>([
    ['a connection that says nothing', '', null],
    ['half of the headers', 'GET / HTTP/1.1\r\nhost: mo', null],
    ['half of the headers, behind a request', `${GET}GET / HTTP/1.1\r\nhost: mo`, '200 OK'],
    ['one that is kept alive', GET, '200 OK'],
    [
      'half of a body',
      'POST / HTTP/1.1\r\nhost: mock\r\ncontent-type: text/plain\r\ncontent-length: 9\r\n\r\nhalf',
      '408 ',
    ],
    ['no answer', 'GET /never HTTP/1.1\r\nhost: mock\r\n\r\n', '503 '],
    ['a stream without an end', 'GET /stream HTTP/1.1\r\nhost: mock\r\n\r\n', '200 OK'],
  ])('%s', async (_what, sent, answered) => {
    const rig = new Rig();
    await rig.listen();
    const open = rig.connect(sent);
    await once(open.socket, 'connect');
    if (answered === '200 OK' && sent.startsWith(GET)) await until('it is answered', () => open.received() !== '');
    if (sent.includes('/never') || sent.includes('/stream')) await until('it is handled', () => rig.handled === 1);
    const beganMs = performance.now();
    rig.body.write('begun');
    await Promise.all([rig.app.close(), open.closed]);
    expect(performance.now() - beganMs).toBeLessThan(times.endedByMs + 10_000);
    if (answered === null) expect(open.received()).toBe('');
    else expect(open.received()).toMatch(new RegExp(`^HTTP/1.1 ${answered}`));
    if (answered === '503 ') expect(open.received()).toContain('retry-after: 1\r\n');
  });

  test('a reader that does not read', async () => {
    const rig = new Rig();
    await rig.listen();
    const { socket } = rig.connect('GET /stream HTTP/1.1\r\nhost: mock\r\n\r\n');
    socket.pause();
    await until('it is handled', () => rig.handled === 1);
    rig.body.end(Buffer.alloc(50_000_000));
    await rig.app.close();
    socket.destroy();
  });
});

test('who connects while it goes on listening is served; then nobody is reset', async () => {
  const rig = new Rig();
  await rig.listen();
  const ended = rig.app.close();
  const { received, closed } = rig.connect(GET);
  await closed;
  expect(received()).toMatch(/^HTTP\/1.1 200 OK.*connection: close/is);
  await ended;
});

test('of two pipelined requests both are answered, also where the second comes when it closes', async () => {
  const rig = new Rig();
  await rig.listen();
  const slow = 'GET /slow HTTP/1.1\r\nhost: mock\r\n\r\n';
  const both = rig.connect(slow + GET);
  const late = rig.connect(slow);
  await until('all have come', () => rig.handled === 2);
  const ended = rig.app.close();
  late.socket.write(GET);
  await Promise.all([ended, both.closed, late.closed]);
  for (const { received } of [both, late]) expect(received().match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
});

test('what arrives whole in time is answered', async () => {
  const rig = new Rig();
  await rig.listen();
  const head = 'POST / HTTP/1.1\r\nhost: mock\r\ncontent-type: text/plain\r\ncontent-length: 8\r\n\r\n';
  const { socket, received, closed } = rig.connect(`${head}half`);
  await once(socket, 'connect');
  const ended = rig.app.close();
  await until('it listens no more', () => !rig.app.server.listening);
  socket.write('half');
  await Promise.all([ended, closed]);
  expect(received()).toMatch(/^HTTP\/1.1 200 OK/);
});
