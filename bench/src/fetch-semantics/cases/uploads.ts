import type { FetchInit } from '../fetch.ts';
import type { FetchGroup } from '../fetch-case.ts';
import { rejection } from '../looks.ts';
import { reply, untilStill } from '../replies.ts';

const CHUNK_BYTES = 65_536;
/** More than any socket's buffers hold: 32 MB. */
const MANY_CHUNKS = 512;

const streamed = (body: unknown): FetchInit => ({ method: 'POST', body: body as FetchInit['body'], duplex: 'half' });

async function* pieces(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('one, ');
  yield Buffer.from('two');
}

export const uploads: FetchGroup = {
  topic: 'streamed uploads',
  cases: [
    {
      name: 'upload-stream',
      holds: 'a stream is sent in chunks, without a length and a content type',
      bug: 'gathers uploads',
      async observe(fetch, server) {
        const url = await server.http(reply());
        return (await fetch(url, streamed(ReadableStream.from(pieces())))).text();
      },
    },
    {
      name: 'upload-as-it-comes',
      holds: 'the server has the first chunk before the second is made',
      bug: 'gathers uploads',
      async observe(fetch, server) {
        const first = Promise.withResolvers<string>();
        const url = await server.http(async (exchange) => {
          exchange.request.once('data', (chunk: Buffer) => first.resolve(String(chunk)));
          await reply()(exchange);
        });
        const body = ReadableStream.from(
          (async function* () {
            yield Buffer.from('first');
            const come = await first.promise;
            yield Buffer.from(`, then what came after ${come}`);
          })(),
        );
        return (await fetch(url, streamed(body))).text();
      },
    },
    {
      name: 'upload-answer-before-its-end',
      holds: 'an answer that comes before the end of the upload comes to the caller',
      bug: 'gathers uploads',
      async observe(fetch, server) {
        const answered = Promise.withResolvers<void>();
        const url = await server.http(({ request, response }) => {
          request.resume();
          response.end('early');
        });
        const body = ReadableStream.from(
          (async function* () {
            yield Buffer.from('first');
            await answered.promise;
            yield Buffer.from('second');
          })(),
        );
        const response = await fetch(url, streamed(body));
        const text = await response.text();
        answered.resolve();
        return text;
      },
    },
    {
      name: 'upload-of-an-iterable',
      holds: 'an asynchronous iterable is sent as a stream is',
      bug: 'knows only streams and text',
      async observe(fetch, server) {
        const url = await server.http(reply());
        return (await fetch(url, streamed(pieces()))).text();
      },
    },
    {
      name: 'upload-needs-duplex',
      holds: 'a stream without duplex is refused, and nothing is sent',
      bug: 'sets duplex by itself',
      async observe(fetch, server) {
        const url = await server.http(reply());
        return rejection(fetch(url, { method: 'POST', body: ReadableStream.from(pieces()) }));
      },
    },
    {
      name: 'upload-locked',
      holds: 'a stream that somebody reads is refused',
      bug: 'answers errors with a 502',
      async observe(fetch, server) {
        const url = await server.http(reply());
        const body = ReadableStream.from(pieces());
        body.getReader();
        return rejection(fetch(url, streamed(body)));
      },
    },
    {
      name: 'upload-fails',
      holds: 'an upload whose source fails fails the call, and the request does not end well',
      bug: 'ends an upload that fails',
      async observe(fetch, server) {
        const came = Promise.withResolvers<void>();
        const lost = Promise.withResolvers<void>();
        const url = await server.http(async (exchange) => {
          void exchange.gone.then(lost.resolve);
          exchange.request.once('data', () => came.resolve());
          await reply()(exchange);
        });
        const body = new ReadableStream({
          start: (controller) => controller.enqueue(Buffer.from('first')),
          async pull() {
            await came.promise;
            throw new RangeError('the source failed');
          },
        });
        const end = await rejection(fetch(url, streamed(body)));
        await lost.promise;
        return end;
      },
    },
    {
      name: 'upload-of-text',
      holds: 'a stream of anything but bytes fails the call',
      bug: 'gathers uploads',
      async observe(fetch, server) {
        const url = await server.http(reply());
        return rejection(fetch(url, streamed(ReadableStream.from(['text']))));
      },
    },
    {
      name: 'upload-is-taken',
      holds: 'a stream that was sent is locked, and closed after it',
      bug: 'answers errors with a 502',
      async observe(fetch, server) {
        const url = await server.http(reply());
        const body = ReadableStream.from(pieces());
        const call = fetch(url, streamed(body));
        const { locked } = body;
        await (await call).text();
        return { locked, again: await rejection(fetch(url, streamed(body))) };
      },
    },
    {
      name: 'upload-of-a-response',
      holds: 'the body of a response can be sent on as it comes',
      bug: 'gathers uploads',
      async observe(fetch, server) {
        const taken = Promise.withResolvers<void>();
        const from = await server.http(async ({ response }) => {
          response.write('first, ');
          await taken.promise;
          response.end('second');
        });
        const to = await server.http(async (exchange) => {
          exchange.request.once('data', () => taken.resolve());
          await reply()(exchange);
        });
        const { body } = await fetch(from);
        return (await fetch(to, streamed(body))).text();
      },
    },
    {
      name: 'upload-backpressure',
      holds: 'a stream is not read ahead of a server that does not read',
      bug: 'reads uploads ahead',
      async observe(fetch, server) {
        const go = Promise.withResolvers<void>();
        const url = await server.http(async ({ request, response }) => {
          await go.promise;
          let length = 0;
          for await (const chunk of request) length += (chunk as Buffer).length;
          response.end(String(length));
        });
        let made = 0;
        const body = new ReadableStream({
          pull(controller) {
            if (made === MANY_CHUNKS) return controller.close();
            made += 1;
            controller.enqueue(new Uint8Array(CHUNK_BYTES));
          },
        });
        const call = fetch(url, streamed(body));
        const still = await untilStill(() => made);
        go.resolve();
        const text = await (await call).text();
        return { heldBack: still < MANY_CHUNKS, text };
      },
    },
  ],
};
