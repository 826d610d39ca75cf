import type { FetchInit } from '../fetch.ts';
import { type FetchBugs, onBody, onCall } from './plant.ts';

const changed = (body: FetchInit['body'], change: (stream: ReadableStream) => ReadableStream): FetchInit['body'] =>
  body instanceof ReadableStream ? change(body) : (body ?? null);

/** Of what becomes of a body that is a stream. */
export const uploadBugs = {
  'gathers uploads': {
    does: 'reads a stream to its end before it sends anything',
    plant: (fetch) => async (input, init) => {
      if (!(init?.body instanceof ReadableStream)) return fetch(input, init);
      return fetch(input, { ...init, body: await new Response(init.body).arrayBuffer() });
    },
  },
  'reads uploads ahead': {
    does: 'reads a stream as fast as it comes, into memory',
    plant: onBody((body) =>
      changed(body, (stream) => {
        const reader = stream.getReader();
        return new ReadableStream({
          async start(controller) {
            for (;;) {
              const { done, value } = await reader.read();
              if (done) break;
              controller.enqueue(value);
            }
            controller.close();
          },
        });
      }),
    ),
  },
  'sets duplex by itself': {
    does: 'adds duplex: half',
    plant: onCall((input, init) => [input, { ...init, duplex: 'half' }]),
  },
  'ends an upload that fails': {
    does: 'closes the body where its source fails',
    plant: onBody((body) => changed(body, endingAtErrors)),
  },
} satisfies FetchBugs;

/** The same stream, but that an error is its end. */
export function endingAtErrors(stream: ReadableStream): ReadableStream {
  const reader = stream.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
