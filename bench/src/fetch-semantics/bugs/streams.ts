import type { UnderlyingSource } from 'node:stream/web';
import { type FetchBugs, onResponse, overridden, withBody } from './plant.ts';
import { endingAtErrors } from './uploads.ts';

const MOST_BYTES = 65_536;

const reading = (
  source: (reader: ReadableStreamDefaultReader<Uint8Array>) => UnderlyingSource,
): ((body: ReadableStream<Uint8Array>) => ReadableStream) => {
  return (body) => new ReadableStream(source(body.getReader()));
};

/** Of a response's body as a stream. */
export const streamBugs = {
  'keeps a cancel to itself': {
    does: 'does not cancel the body that it reads',
    plant: onResponse((response) =>
      withBody(
        response,
        reading((reader) => ({
          async pull(controller) {
            const { done, value } = await reader.read();
            if (done) controller.close();
            else controller.enqueue(value);
          },
        })),
      ),
    ),
  },
  'cuts answers': {
    does: 'reads 64 kB at most',
    plant: onResponse((response) => {
      let read = 0;
      const cut = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          controller.enqueue(chunk.subarray(0, Math.max(0, MOST_BYTES - read)));
          read += chunk.length;
        },
      });
      return withBody(response, (body) => body.pipeThrough(cut));
    }),
  },
  'makes no byte stream': {
    does: 'passes the body through a stream of anything',
    plant: onResponse((response) => withBody(response, (body) => body.pipeThrough(new TransformStream()))),
  },
  'reads ahead': {
    does: 'reads the body as fast as it comes, into memory',
    plant: onResponse((response) =>
      withBody(
        response,
        reading((reader) => ({
          async start(controller) {
            const pump = async (): Promise<void> => {
              for (;;) {
                const { done, value } = await reader.read();
                if (done) return controller.close();
                controller.enqueue(value);
              }
            };
            pump().catch((error) => controller.error(error));
          },
        })),
      ),
    ),
  },
  'decodes again': {
    does: 'decodes what fetch has decoded',
    plant: onResponse((response) => {
      const encoding = response.headers.get('content-encoding');
      if (encoding === null) return response;
      const format = encoding === 'deflate' ? 'deflate' : 'gzip';
      return withBody(response, (body) =>
        body.pipeThrough(new DecompressionStream(format) as unknown as TransformStream<Uint8Array, Uint8Array>),
      );
    }),
  },
  'hides the encoding': {
    does: 'drops content-encoding and content-length, since the body is decoded',
    plant: onResponse((response) => {
      const headers = new Headers(response.headers);
      headers.delete('content-encoding');
      headers.delete('content-length');
      return overridden(response, { headers });
    }),
  },
  'ends a body that fails': {
    does: 'closes the body where the connection fails',
    plant: onResponse((response) => withBody(response, endingAtErrors)),
  },
  'loses the last chunk': {
    does: 'gives a chunk when the next has come',
    plant: onResponse((response) => {
      let held: Uint8Array | undefined;
      const late = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          if (held !== undefined) controller.enqueue(held);
          held = chunk;
        },
      });
      return withBody(response, (body) => body.pipeThrough(late));
    }),
  },
  'gathers the body': {
    does: 'gives the body in one piece',
    plant: onResponse((response) =>
      withBody(
        response,
        reading((reader) => ({
          async pull(controller) {
            const chunks: Uint8Array[] = [];
            for (;;) {
              const { done, value } = await reader.read();
              if (done) break;
              chunks.push(value);
            }
            controller.enqueue(new Uint8Array(await new Blob(chunks).arrayBuffer()));
            controller.close();
          },
          cancel: (reason) => reader.cancel(reason),
        })),
      ),
    ),
  },
} satisfies FetchBugs;
