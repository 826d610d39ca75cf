import { lookOfBytes } from '../bytes.ts';
import type { FetchGroup } from '../fetch-case.ts';
import { lookOf, rejection } from '../looks.ts';
import { reply, untilStill } from '../replies.ts';

const CHUNK_BYTES = 65_536;
/** More than any socket's buffers hold: 32 MB. */
const MANY_CHUNKS = 512;

/** What the next read of a body gives, as text. */
async function next(reader: { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> }): Promise<unknown> {
  const { done, value } = await reader.read();
  return done ? 'the end' : lookOfBytes(value ?? new Uint8Array());
}

const readerOf = (response: Response): ReadableStreamDefaultReader<Uint8Array> =>
  (response.body as ReadableStream<Uint8Array>).getReader();

export const streams: FetchGroup = {
  topic: 'streamed responses',
  cases: [
    {
      name: 'stream-headers-first',
      holds: 'the response is there with its headers, before the body is',
      bug: 'reads the body first',
      async observe(fetch, server) {
        const go = Promise.withResolvers<void>();
        const url = await server.http(async ({ response }) => {
          response.writeHead(200, { 'x-early': 'yes' });
          response.flushHeaders();
          await go.promise;
          response.end('late');
        });
        const response = await fetch(url);
        const look = lookOf(response);
        go.resolve();
        return { look, text: await response.text() };
      },
    },
    {
      name: 'stream-as-it-comes',
      holds: 'each chunk comes before the next is written',
      bug: 'gathers the body',
      async observe(fetch, server) {
        const gates = [1, 2, 3].map(() => Promise.withResolvers<void>());
        const url = await server.http(async ({ response }) => {
          for (const [at, gate] of gates.entries()) {
            response.write(`chunk ${at}`);
            await gate.promise;
          }
          response.end();
        });
        const reader = readerOf(await fetch(url));
        const seen: unknown[] = [];
        for (const gate of gates) {
          seen.push(await next(reader));
          gate.resolve();
        }
        return [...seen, await next(reader)];
      },
    },
    {
      name: 'stream-of-events',
      holds: 'a stream of events can be read with for await',
      bug: 'reads the body first',
      async observe(fetch, server) {
        const read = Promise.withResolvers<void>();
        const url = await server.http(async ({ response }) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: 1\n\n');
          await read.promise;
          response.end('data: 2\n\n');
        });
        const events: string[] = [];
        for await (const chunk of (await fetch(url)).body ?? []) {
          events.push(Buffer.from(chunk).toString());
          read.resolve();
        }
        return events;
      },
    },
    {
      name: 'stream-of-json-as-it-comes',
      holds: 'JSON comes as it is written, too, where nothing tells its length',
      bug: 'uses up JSON',
      async observe(fetch, server) {
        const read = Promise.withResolvers<void>();
        const url = await server.http(async ({ response }) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.write('{"a":');
          await read.promise;
          response.end('1}');
        });
        const reader = readerOf(await fetch(url));
        const first = await next(reader);
        read.resolve();
        return [first, await next(reader)];
      },
    },
    {
      name: 'stream-byob',
      holds: 'the body is a stream of bytes, which fills a buffer of the reader',
      bug: 'makes no byte stream',
      async observe(fetch, server) {
        const url = await server.http(reply({ body: 'abcdef' }));
        const { body } = await fetch(url);
        const reader = body?.getReader({ mode: 'byob' });
        const { value, done } = (await reader?.read(new Uint8Array(4))) ?? {};
        return { value: value && lookOfBytes(value), done };
      },
    },
    {
      name: 'stream-clone-both',
      holds: 'a response and its clone both give each chunk as it comes',
      bug: 'gathers the body',
      async observe(fetch, server) {
        const read = Promise.withResolvers<void>();
        const url = await server.http(async ({ response }) => {
          response.write('first');
          await read.promise;
          response.end('second');
        });
        const response = await fetch(url);
        const both = [readerOf(response.clone()), readerOf(response)];
        const first = await Promise.all(both.map(next));
        read.resolve();
        return { first, second: await Promise.all(both.map(next)), end: await Promise.all(both.map(next)) };
      },
    },
    {
      name: 'stream-locked',
      holds: 'a body that somebody reads cannot be read or cloned by others',
      bug: 'clones what was read',
      async observe(fetch, server) {
        const url = await server.http(reply());
        const response = await fetch(url);
        const reader = readerOf(response);
        const text = await rejection(response.text());
        const clone = await rejection((async () => response.clone())());
        const read = [await next(reader), await next(reader)];
        return { text, clone, read, used: response.bodyUsed, late: await rejection((async () => response.clone())()) };
      },
    },
    {
      name: 'stream-cancel',
      holds: 'a body that is cancelled closes the connection',
      bug: 'keeps a cancel to itself',
      async observe(fetch, server) {
        const lost = Promise.withResolvers<void>();
        const url = await server.http(({ response, gone }) => {
          void gone.then(lost.resolve);
          response.write('first');
        });
        const response = await fetch(url);
        await response.body?.cancel('enough');
        await lost.promise;
        return { used: response.bodyUsed, text: await rejection(response.text()) };
      },
    },
    {
      name: 'stream-cancel-in-the-middle',
      holds: 'a reader that has had enough closes the connection',
      bug: 'keeps a cancel to itself',
      async observe(fetch, server) {
        const lost = Promise.withResolvers<void>();
        const url = await server.http(({ response, gone }) => {
          void gone.then(lost.resolve);
          response.write('first');
        });
        const reader = readerOf(await fetch(url));
        const first = await next(reader);
        await reader.cancel();
        await lost.promise;
        return [first, await next(reader)];
      },
    },
    {
      name: 'stream-backpressure',
      holds: 'the server cannot run ahead of a reader that stops',
      bug: 'reads ahead',
      async observe(fetch, server) {
        let written = 0;
        const url = await server.http(async ({ response, gone }) => {
          for (; written < MANY_CHUNKS && !response.destroyed; written += 1) {
            if (response.write(Buffer.alloc(CHUNK_BYTES, 'a'))) continue;
            await Promise.race([new Promise((resolve) => response.once('drain', resolve)), gone]);
          }
          response.end();
        });
        const response = await fetch(url);
        const still = await untilStill(() => written);
        return { heldBack: still < MANY_CHUNKS, whole: lookOfBytes(await response.bytes()) };
      },
    },
  ],
};
