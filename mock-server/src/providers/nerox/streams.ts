import type { FastifyReply } from 'fastify';
import { BadRequest, show } from '../../errors.ts';
import type { AdmittedRequest, MockResponse, ProviderService } from '../../requests/service.ts';
import { EventStream } from './event-stream.ts';
import type { GpuBackend } from './gpu/backend.ts';
import type { History } from './gpu/history.ts';
import { type Refuse, refusing, unknownJob } from './refusals.ts';
import { EVENT_ID } from './schema.ts';

/** Ends the connection after what has been written already. */
function endConnection({ raw }: FastifyReply): void {
  // Injected test requests have no real socket, and so nothing to send first.
  const socket = raw.socket as { destroySoon?: () => void } | null;
  if (typeof socket?.destroySoon === 'function') socket.destroySoon();
  else raw.destroy();
}

/** Streams the events of jobs, and ends a stream when the server closes or its key is revoked. */
export class Streams {
  readonly #service: ProviderService;
  readonly #backend: GpuBackend;
  readonly #refuse: Refuse;
  readonly #open = new Map<EventStream, FastifyReply>();
  #closing = false;

  constructor(service: ProviderService, backend: GpuBackend) {
    this.#service = service;
    this.#backend = backend;
    this.#refuse = refusing(service);
  }

  /** @throws BadRequest for a Last-Event-ID that is no event's id */
  read(lastEventId: string | string[] | undefined, id: string): (admitted: AdmittedRequest) => MockResponse {
    if (lastEventId !== undefined && !EVENT_ID.test(String(lastEventId))) {
      throw new BadRequest('invalid_request', `Last-Event-ID is ${show(lastEventId)}: give the id of an event.`);
    }
    const after = Number(lastEventId ?? 0);
    return (admitted) => {
      const history = this.#backend.find(admitted.account, id)?.history;
      if (history === undefined) return unknownJob(this.#refuse);
      if (after <= history.lastId)
        return { body: (reply: FastifyReply) => this.#follow(reply, history, after, admitted) };
      const message = `Last-Event-ID is ${after}: the last event of this job is ${history.lastId}.`;
      return this.#refuse(400, 'invalid_request', message);
    };
  }

  /** Ends all streams; readers that are behind would keep the server waiting, so they are cut off. */
  close(): void {
    this.#closing = true;
    for (const [stream, { raw }] of this.#open) {
      if (stream.readableLength === 0 && raw.writableLength === 0) stream.finish();
      else raw.destroy();
    }
  }

  #follow(reply: FastifyReply, history: History, after: number, { key, cutsAfter }: AdmittedRequest): EventStream {
    const { clock, gpu } = this.#service.core;
    const { heartbeatMs } = gpu;
    const onCut = (): void => void setImmediate(() => endConnection(reply));
    const stream = new EventStream({ history, after, clock, heartbeatMs, cutAfter: cutsAfter, onCut });
    this.#open.set(stream, reply);
    const cut = (): void => void reply.raw.destroy();
    const forget = key.onRevoked(cut);
    stream.once('close', () => {
      forget();
      this.#open.delete(stream);
    });
    // The key was revoked between the request's arrival and now.
    if (key.revoked) setImmediate(cut);
    if (this.#closing) stream.finish();
    reply.header('content-type', 'text/event-stream').header('cache-control', 'no-store');
    // Proxies that buffer would hold the events back.
    reply.header('x-accel-buffering', 'no');
    return stream;
  }
}
