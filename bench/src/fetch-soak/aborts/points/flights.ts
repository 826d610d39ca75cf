import { LOOPBACK_NAME, LoopbackNames } from '../../loopback-names.ts';
import type { AbortPoint } from '../point.ts';
import { holdOpen } from '../scripts.ts';
import { ABORTED } from '../upstream.ts';

/** More than is on its way where nobody reads. */
const LARGE_BYTES = 16 * 2 ** 20;

/** Where a request is on its way, up to the head of its answer. */
export const flightPoints: readonly AbortPoint[] = [
  {
    name: 'right-after-the-call',
    held: 'in the instant of the call',
    async act(stage) {
      await stage.learn();
      stage.call();
      stage.abort();
    },
  },
  {
    name: 'connecting',
    held: 'while it connects',
    async act(stage) {
      const names = stage.leaves.use(new LoopbackNames());
      names.hold();
      stage.origin = `http://connecting${LOOPBACK_NAME}:${stage.upstream.port}`;
      stage.call();
      await stage.until('the name is looked up', () => names.held === 1);
      stage.abort();
      // Now the connection is made, and must not be used.
      names.answer();
    },
  },
  {
    name: 'first-request',
    held: 'while the first request of its account waits for its answer',
    async act(stage) {
      stage.on(holdOpen);
      stage.call();
      await stage.untilCame();
      stage.abort();
    },
  },
  {
    name: 'waiting-for-headers',
    held: 'while it waits for headers, as the only one',
    async act(stage) {
      await stage.learn();
      stage.on(holdOpen);
      stage.call();
      await stage.untilCame();
      stage.abort();
    },
  },
  {
    name: 'one-of-many-in-flight',
    held: 'while it waits for headers, beside others',
    async act(stage) {
      await stage.learn();
      stage.on(holdOpen);
      stage.on(holdOpen, '/other');
      stage.callOthers(3);
      stage.call();
      stage.callOthers(3);
      await stage.untilCame();
      await stage.untilCame(6, '/other');
      stage.abort();
    },
  },
  {
    name: 'uploading-a-stream',
    held: 'while it uploads a stream',
    async act(stage) {
      await stage.learn();
      let came = false;
      stage.on(({ request }) => {
        request.once('data', () => {
          came = true;
        });
      });
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new TextEncoder().encode('first')),
      });
      stage.call({ method: 'POST', body, duplex: 'half' } as RequestInit);
      await stage.until('the first piece has come', () => came);
      stage.abort();
    },
  },
  {
    name: 'uploading-a-large-buffer',
    held: 'while it uploads a buffer that the server does not read',
    async act(stage) {
      await stage.learn();
      stage.on(({ request }) => request.pause());
      stage.call({ method: 'PUT', body: new Uint8Array(LARGE_BYTES) });
      await stage.untilCame();
      stage.abort();
      // A connection that nobody reads from is not seen to be lost.
      for (const { request } of stage.upstream.of(ABORTED)) request.resume();
    },
  },
  {
    name: 'second-hop-of-a-redirect',
    held: 'while it waits for headers where it was redirected to',
    async act(stage) {
      await stage.learn();
      const second = `${ABORTED}/second`;
      stage.on(({ response }) => response.writeHead(302, { location: second }).end());
      stage.on(holdOpen, second);
      stage.call();
      await stage.untilCame(1, second);
      stage.abort();
    },
  },
];
