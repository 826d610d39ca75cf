import type { ResilienceEvent } from '@evenkeel/toolkit';
import { reply } from '../../replies.ts';
import { openTo } from '../by-path.ts';
import { inTurn, onEachPath } from '../in-turn.ts';
import type { PageExchange, PageGroup } from '../page-case.ts';

/** In seconds, as a header has it. */
const PAUSE_S = 2;
const PAUSE_MS = 2_000;
/** What a server admits, of which it tells nothing. */
const WINDOW = { amount: 20, lengthMs: 1_000 };
const CALLS = 40;

const refusal = (retryAfter: number | string) => ({
  status: 429,
  headers: { 'retry-after': String(retryAfter) },
  body: 'slow down',
});
const soon = { status: 429, headers: { 'retry-after-ms': '50' }, body: 'slow down' };
const broken = { status: 503, body: 'broken' };

const seen = async (call: Promise<Response>): Promise<unknown> => {
  const response = await call;
  return [response.status, await response.text()];
};
const ok = [200, 'ok'];

/** Tells whether each request has the body of the first. */
function bodies(): (exchange: PageExchange) => Promise<string> {
  let first: string | undefined;
  return async ({ whole }) => {
    const body = (await whole()).toString('latin1').replaceAll(/WebKitFormBoundary\w{16}/g, 'boundary');
    if (body === '') return ', no body';
    if (first === undefined) {
      first = body;
      return ', a body';
    }
    return body === first ? ', the same body' : ', another body';
  };
}

const blob = (): Blob => new Blob(['0123456789']);

function form(): FormData {
  const made = new FormData();
  made.append('a', blob(), 'a.bin');
  return made;
}

/** Resolves at the first event of a type. */
function firstEvent(type: ResilienceEvent['type']): { onEvent: (event: ResilienceEvent) => void; told: Promise<void> } {
  const told = Promise.withResolvers<void>();
  return { onEvent: (event) => event.type === type && told.resolve(), told: told.promise };
}

export const pageWaits: PageGroup = {
  topic: 'what is waited for, and sent again',
  cases: [
    {
      name: 'page-wait-of-a-429',
      holds: 'a wait that a 429 asks for is waited for, and the call done',
      bug: 'forgets the hint',
      serve: (scene) => inTurn(scene, [refusal(PAUSE_S), {}], { pauseMs: PAUSE_MS }),
      observe: ({ fetch, url }) => seen(fetch(`${url}/a`)),
      expected: { client: ok, server: ['GET /a', 'GET /a'] },
    },
    {
      name: 'page-wait-of-all',
      holds: 'a wait that a 429 asks for holds back all calls of the account',
      bug: 'makes one for each call',
      unordered: true,
      serve: (scene) => inTurn(scene, [refusal(PAUSE_S), {}], { pauseMs: PAUSE_MS }),
      async observe({ create, url }) {
        const { onEvent, told } = firstEvent('gate-closed');
        const steady = create({ onEvent });
        const first = seen(steady(`${url}/a`));
        await told;
        return Promise.all([first, seen(steady(`${url}/b`))]);
      },
      expected: { client: [ok, ok], server: ['GET /a', 'GET /a', 'GET /b'] },
    },
    {
      name: 'page-wait-for-what-is-left',
      holds: 'what is said to be left is not exceeded',
      bug: 'forgets the hint',
      serve: (scene) => {
        const left = { 'ratelimit-limit': '1', 'ratelimit-remaining': '0', 'ratelimit-reset': String(PAUSE_S) };
        return inTurn(scene, [{ headers: left }, {}], { pauseMs: PAUSE_MS });
      },
      observe: async ({ fetch, url }) => [await seen(fetch(`${url}/a`)), await seen(fetch(`${url}/b`))],
      expected: { client: [ok, ok], server: ['GET /a', 'GET /b'] },
    },
    {
      name: 'page-wait-for-a-guessed-window',
      holds: 'where nothing is told, a window is guessed, and all calls are done',
      bug: 'is plain fetch',
      serve: () => {
        let beganAtMs = Number.NEGATIVE_INFINITY;
        let used = 0;
        return (exchange) => {
          const now = performance.now();
          if (now >= beganAtMs + WINDOW.lengthMs) [beganAtMs, used] = [now, 0];
          used += 1;
          return reply(used > WINDOW.amount ? { status: 429, body: 'too many' } : {})(exchange);
        };
      },
      async observe({ fetch, url }) {
        const calls = Array.from({ length: CALLS }, (_, at) => fetch(`${url}/${at}`));
        return (await Promise.all(calls)).map(({ status }) => status);
      },
      expected: { client: Array.from({ length: CALLS }, () => 200), server: [] },
    },
    {
      name: 'page-wait-exposed-by-another-origin',
      holds: 'a wait that another origin lets the page read is waited for',
      bug: 'forgets the hint',
      serve: (scene) => {
        const told = refusal(PAUSE_S);
        const first = { ...told, headers: { ...told.headers, ...openTo('Retry-After') } };
        return inTurn(scene, [first, { headers: openTo() }], { pauseMs: PAUSE_MS });
      },
      observe: ({ fetch, other }) => seen(fetch(`${other}/a`)),
      expected: { client: ok, server: ['GET /a', 'GET /a'] },
    },
    {
      name: 'page-wait-hidden-by-another-origin',
      holds: 'a wait that another origin hides from the page cannot be waited for: a window is guessed',
      bug: 'is plain fetch',
      serve: (scene) => {
        const told = refusal(60);
        const first = { ...told, headers: { ...told.headers, ...openTo() } };
        return inTurn(scene, [first, { headers: openTo() }], { pauseMs: 60_000 });
      },
      observe: ({ fetch, other }) => seen(fetch(`${other}/a`)),
      expected: { client: ok, server: ['GET /a', 'GET /a, too early'] },
    },
    {
      name: 'page-again-with-its-body',
      holds: 'bytes, a Blob, a form and the body of a Request are sent again as they were',
      bug: 'is plain fetch',
      serve: (scene) => onEachPath(() => inTurn(scene, [soon, {}], { also: bodies() })),
      async observe({ create, url }) {
        const steady = create({ random: () => 0 });
        const post = (path: string, body: NonNullable<RequestInit['body']>): [string, RequestInit] => [
          `${url}/${path}`,
          { method: 'POST', body },
        ];
        return [
          await seen(steady(...post('bytes', new Uint8Array(7)))),
          await seen(steady(...post('blob', blob()))),
          await seen(steady(...post('form', form()))),
          await seen(steady(new Request(...post('request', 'given')))),
        ];
      },
      expected: {
        client: [ok, ok, ok, ok],
        server: ['bytes', 'blob', 'form', 'request'].flatMap((path) => [
          `POST /${path}, a body`,
          `POST /${path}, the same body`,
        ]),
      },
    },
    {
      name: 'page-again-without-harm',
      holds: 'what failed is sent again where a repeat does no harm: a GET, a POST with a key, and no other POST',
      bug: 'repeats whatever fails',
      serve: (scene) => onEachPath(() => inTurn(scene, [broken, {}])),
      async observe({ create, url }) {
        const steady = create({ random: () => 0 });
        return [
          await seen(steady(`${url}/get`)),
          await seen(steady(`${url}/key`, { method: 'POST', headers: { 'idempotency-key': 'k' } })),
          await seen(steady(`${url}/post`, { method: 'POST' })),
        ];
      },
      expected: {
        client: [ok, ok, [503, 'broken']],
        server: ['GET /get', 'GET /get', 'POST /key', 'POST /key', 'POST /post'],
      },
    },
    {
      name: 'page-again-as-a-stream',
      holds: 'what was sent again streams as it comes',
      bug: 'keeps what streams',
      serve:
        ({ reached }) =>
        async (exchange) => {
          if (exchange.at === 0) return reply(soon)(exchange);
          exchange.response.write('first');
          await reached('read');
          exchange.response.end('second');
        },
      async observe({ create, url, reach }) {
        const { body } = await create({ random: () => 0 })(`${url}/a`);
        const reader = (body as ReadableStream<Uint8Array>).getReader();
        const first = new TextDecoder().decode((await reader.read()).value);
        reach('read');
        return [first, new TextDecoder().decode((await reader.read()).value)];
      },
      expected: { client: ['first', 'second'], server: [] },
    },
    {
      name: 'page-abort-of-a-wait',
      holds: 'an abort ends a call that waits, with its reason, and nothing is sent after it',
      bug: 'is deaf to aborts',
      serve: (scene) => inTurn(scene, [refusal(30), {}]),
      async observe({ create, url }) {
        const { onEvent, told } = firstEvent('retry-scheduled');
        const controller = new AbortController();
        const call = create({ onEvent })(`${url}/a`, { signal: controller.signal });
        await told;
        controller.abort('enough');
        const end = await call.then(
          () => 'it was fulfilled',
          (thrown: unknown) => thrown,
        );
        await (await fetch(`${url}/after`)).text();
        return end;
      },
      expected: { client: 'enough', server: ['GET /a', 'GET /after'] },
    },
  ],
};
