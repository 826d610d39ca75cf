import { lookOf, rejection } from '../../looks.ts';
import { untilStill } from '../../replies.ts';
import type { PageGroup } from '../page-case.ts';

const CHUNK_BYTES = 65_536;
/** More than all buffers on the way hold: 64 MB. */
const MANY_CHUNKS = 1_024;
const PIECES = [1, 2, 3];

type Reader = ReadableStreamDefaultReader<Uint8Array>;

const readerOf = (response: Response): Reader => (response.body as ReadableStream<Uint8Array>).getReader();

/** What the next read gives, as text. */
async function next(reader: Reader): Promise<string> {
  const { done, value } = await reader.read();
  return done ? 'the end' : new TextDecoder().decode(value);
}

export const pageStreams: PageGroup = {
  topic: 'streamed responses',
  cases: [
    {
      name: 'page-stream-headers-first',
      holds: 'the response is there with its headers, before the body is',
      bug: 'reads the body first',
      serve:
        ({ reached }) =>
        async ({ response }) => {
          response.writeHead(200, { 'x-early': 'yes' });
          response.flushHeaders();
          await reached('seen');
          response.end('late');
        },
      async observe({ fetch, url, reach }) {
        const response = await fetch(`${url}/slow`);
        const look = lookOf(response);
        reach('seen');
        return { look, text: await response.text() };
      },
    },
    {
      name: 'page-stream-as-it-comes',
      holds: 'each chunk comes before the next is written',
      bug: 'gathers the body',
      serve:
        ({ reached }) =>
        async ({ response }) => {
          for (const piece of PIECES) {
            response.write(`piece ${piece}`);
            await reached(`read ${piece}`);
          }
          response.end();
        },
      async observe({ fetch, url, reach }) {
        const reader = readerOf(await fetch(`${url}/pieces`));
        const seen: string[] = [];
        for (const piece of PIECES) {
          seen.push(await next(reader));
          reach(`read ${piece}`);
        }
        return [...seen, await next(reader)];
      },
    },
    {
      name: 'page-stream-of-events',
      holds: 'a stream of events goes through a decoder as it comes',
      bug: 'reads the body first',
      serve:
        ({ reached }) =>
        async ({ response }) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: 1\n\n');
          await reached('read');
          response.end('data: 2\n\n');
        },
      async observe({ fetch, url, reach }) {
        const { body } = await fetch(`${url}/events`);
        const decoder = new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>;
        const reader = (body as ReadableStream<Uint8Array>).pipeThrough(decoder).getReader();
        const events: unknown[] = [];
        for (let read = await reader.read(); !read.done; read = await reader.read()) {
          events.push(read.value);
          reach('read');
        }
        return events;
      },
    },
    {
      name: 'page-stream-clone',
      holds: 'a response and its clone both give each chunk as it comes',
      bug: 'is its own clone',
      serve:
        ({ reached }) =>
        async ({ response }) => {
          response.write('first');
          await reached('read');
          response.end('second');
        },
      async observe({ fetch, url, reach }) {
        const response = await fetch(`${url}/both`);
        const both = [readerOf(response.clone()), readerOf(response)];
        const first = await Promise.all(both.map(next));
        reach('read');
        return { first, second: await Promise.all(both.map(next)), end: await Promise.all(both.map(next)) };
      },
    },
    {
      name: 'page-stream-cancel',
      holds: 'a body that is cancelled closes the connection',
      bug: 'keeps a cancel to itself',
      serve:
        ({ reach }) =>
        ({ response, gone }) => {
          void gone.then(() => reach('lost'));
          response.write('first');
        },
      async observe({ fetch, url, reached }) {
        const response = await fetch(`${url}/endless`);
        await response.body?.cancel('enough');
        await reached('lost');
        return { used: response.bodyUsed, text: await rejection(response.text()) };
      },
    },
    {
      name: 'page-stream-backpressure',
      holds: 'the server cannot run ahead of a reader that stops',
      bug: 'reads ahead',
      serve: ({ reach, note }) => {
        let written = 0;
        return async ({ response, gone }) => {
          response.writeHead(200, { 'cache-control': 'no-store' });
          void untilStill(() => written).then((still) => {
            if (still < MANY_CHUNKS) note('it was held back');
            reach('still');
          });
          for (; written < MANY_CHUNKS && !response.destroyed; written += 1) {
            if (response.write(new Uint8Array(CHUNK_BYTES))) continue;
            await Promise.race([new Promise((resolve) => response.once('drain', resolve)), gone]);
          }
          response.end();
        };
      },
      expected: { client: MANY_CHUNKS * CHUNK_BYTES, server: ['it was held back'] },
      async observe({ fetch, url, reached }) {
        const response = await fetch(`${url}/large`);
        await reached('still');
        let bytes = 0;
        const reader = readerOf(response);
        for (let read = await reader.read(); !read.done; read = await reader.read()) bytes += read.value.length;
        return bytes;
      },
    },
  ],
};
