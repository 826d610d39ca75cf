import { EventEmitter } from 'node:events';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { expect, test } from 'vitest';
import { OpenRequests } from './open-requests.ts';

class Connection extends EventEmitter {
  destroyed = false;

  lose(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

/** Lets requests come by hand, and records what is told of their ends. */
class Rig {
  readonly ends: [name: string, lost: boolean][] = [];
  readonly open: OpenRequests;
  #come: onRequestHookHandler | undefined;

  constructor() {
    const addHook = (_name: string, hook: onRequestHookHandler): void => {
      this.#come = hook;
    };
    const app = { addHook } as unknown as FastifyInstance;
    this.open = new OpenRequests(app);
  }

  /** @returns a function that writes its answer */
  request(name: string, socket: Connection): () => void {
    const raw = new EventEmitter();
    const request = { raw: { socket } } as unknown as FastifyRequest;
    const reply = { request, raw } as unknown as FastifyReply;
    this.#come?.call(undefined as never, request, reply, () => {
      this.open.onEnd(reply, (lost) => this.ends.push([name, lost]));
    });
    return () => raw.emit('finish');
  }

  count(socket: Connection): number {
    return this.open.on(socket as never).length;
  }
}

test('a request has ended when its answer is written, whatever its connection does then', () => {
  const [rig, socket] = [new Rig(), new Connection()];
  const write = rig.request('a', socket);
  expect([rig.ends, rig.count(socket)]).toEqual([[], 1]);
  write();
  socket.lose();
  expect([rig.ends, rig.count(socket)]).toEqual([[['a', false]], 0]);
});

test('with a connection all its requests are lost, those too that wait behind others, and no other', () => {
  const [rig, lost, kept] = [new Rig(), new Connection(), new Connection()];
  rig.request('first', lost);
  const write = rig.request('behind', lost);
  rig.request('elsewhere', kept);
  lost.lose();
  // This answer comes too late.
  write();
  expect(rig.ends).toEqual([
    ['first', true],
    ['behind', true],
  ]);
  expect([rig.count(lost), rig.count(kept)]).toEqual([0, 1]);
});

test('what is "written" to a connection that is gone has reached nobody', () => {
  const [rig, socket] = [new Rig(), new Connection()];
  const write = rig.request('a', socket);
  socket.destroyed = true;
  write();
  expect(rig.ends).toEqual([['a', true]]);
});

test('many requests of one connection take one listener', () => {
  const [rig, socket] = [new Rig(), new Connection()];
  for (let n = 0; n < 100; n += 1) rig.request(String(n), socket)();
  expect([socket.listenerCount('close'), rig.ends.length]).toEqual([1, 100]);
});
