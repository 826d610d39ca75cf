import { lookOfBytes } from '../bytes.ts';
import type { FetchGroup } from '../fetch-case.ts';
import type { Exchange } from '../loopback-server.ts';
import { reply } from '../replies.ts';
import { twoTurns } from '../turns.ts';

const CALLS = 20;

/** Holds all exchanges until `count` have come, then answers them from the last to the first, with their paths. */
function reversed(count: number): (exchange: Exchange) => void {
  const waiting: Exchange[] = [];
  return (exchange) => {
    waiting.push(exchange);
    if (waiting.length < count) return;
    for (const { request, response } of waiting.toReversed()) response.end(`answer to ${request.url}`);
  };
}

export const connections: FetchGroup = {
  topic: 'connections and concurrency',
  cases: [
    {
      name: 'connection-reused',
      holds: 'a connection is used again when the body before was read',
      bug: 'takes a first word for the answer',
      async observe(fetch, server) {
        const url = await server.http(reply());
        for (let at = 0; at < 3; at += 1) {
          await (await fetch(`${url}/${at}`)).text();
          await twoTurns();
        }
        return server.connections;
      },
    },
    {
      name: 'connection-reused-after-an-error-status',
      holds: 'a connection is used again after a bad status, too',
      bug: 'throws at a bad status',
      async observe(fetch, server) {
        const url = await server.http(reply({ status: 404 }));
        for (let at = 0; at < 3; at += 1) {
          await (await fetch(`${url}/${at}`)).text();
          await twoTurns();
        }
        return server.connections;
      },
    },
    {
      name: 'connection-reused-without-bodies',
      holds: 'an answer without a body needs no reading for that',
      bug: 'takes a first word for the answer',
      async observe(fetch, server) {
        const url = await server.http(reply({ status: 204, body: null }));
        for (let at = 0; at < 3; at += 1) {
          await fetch(`${url}/${at}`);
          await twoTurns();
        }
        return server.connections;
      },
    },
    {
      name: 'connection-busy',
      holds: 'a call beside an unread body has its answer',
      bug: 'waits for unread bodies',
      async observe(fetch, server) {
        const url = await server.http(({ request, response }) => {
          if (request.url === '/open') response.write('first');
          else response.end('second');
        });
        const open = await fetch(`${url}/open`);
        const text = await (await fetch(`${url}/next`)).text();
        const look = { text, connections: server.connections };
        await open.body?.cancel();
        return look;
      },
    },
    {
      name: 'connection-closed-by-the-server',
      holds: 'a connection that the server closes is replaced',
      bug: 'sends each request twice',
      async observe(fetch, server) {
        const url = await server.http(reply({ headers: { connection: 'close' } }));
        for (let at = 0; at < 3; at += 1) {
          await (await fetch(`${url}/${at}`)).text();
          await twoTurns();
        }
        return server.connections;
      },
    },
    {
      name: 'concurrent-answers',
      holds: 'answers go to their calls, in whatever order they come',
      bug: 'mixes up answers',
      unordered: true,
      async observe(fetch, server) {
        const url = await server.http(reversed(2));
        const first = fetch(`${url}/0`);
        const second = fetch(`${url}/1`);
        return Promise.all([first, second].map(async (call) => (await call).text()));
      },
    },
    {
      name: 'concurrent-calls',
      holds: 'twenty calls are under way at once',
      bug: 'makes one call at a time',
      unordered: true,
      async observe(fetch, server) {
        const url = await server.http(reversed(CALLS));
        const calls = Array.from({ length: CALLS }, async () => (await fetch(`${url}/same`)).text());
        return Promise.all(calls);
      },
    },
    {
      name: 'concurrent-equals',
      holds: 'equal calls are sent one each, and answered one each',
      bug: 'joins equal calls',
      async observe(fetch, server) {
        let count = 0;
        const url = await server.http((exchange) => reply({ body: `answer ${++count}` })(exchange));
        const texts = await Promise.all([1, 2, 3].map(async () => (await fetch(url)).text()));
        return texts.toSorted();
      },
    },
    {
      name: 'concurrent-streams',
      holds: 'bodies that come in turns come to their readers',
      bug: 'gathers the body',
      async observe(fetch, server) {
        const responses = new Map<string, Exchange['response']>();
        const url = await server.http(({ request, response }) => {
          responses.set(request.url ?? '', response);
          response.flushHeaders();
        });
        const readers: ReadableStreamDefaultReader<Uint8Array>[] = [];
        for (const path of ['/a', '/b', '/c']) {
          const { body } = await fetch(`${url}${path}`);
          if (body !== null) readers.push(body.getReader());
        }
        const seen: string[] = [];
        for (let turn = 0; turn < 3; turn += 1) {
          for (const [path, response] of responses) response.write(`${path} ${turn}`);
          for (const reader of readers) seen.push(lookOfBytes((await reader.read()).value ?? new Uint8Array()));
        }
        for (const response of responses.values()) response.end();
        return { seen, ends: await Promise.all(readers.map(async (reader) => (await reader.read()).done)) };
      },
    },
    {
      name: 'concurrent-uploads',
      holds: 'bodies that are sent at once do not mix',
      bug: 'cuts uploads',
      unordered: true,
      async observe(fetch, server) {
        const url = await server.http(async (exchange) => {
          const body = await exchange.whole();
          exchange.response.end(lookOfBytes(body));
        });
        const bodies = ['a', 'b', 'c'].map((letter) => letter.repeat(300_000));
        const texts = await Promise.all(
          bodies.map(async (body) => (await fetch(url, { method: 'POST', body })).text()),
        );
        return texts;
      },
    },
  ],
};
