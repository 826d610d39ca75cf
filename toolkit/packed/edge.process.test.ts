import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SteadyFetch } from '../src/client/fetch/index.ts';
import { FakeClock } from '../src/testing/index.ts';
import { bundle } from './bundles.ts';

type CreateFetch = typeof import('../src/client/fetch/index.ts').createFetch;

/** What the bundlers of Workers, of Vercel's edge functions and of other edge runtimes ask packages for. */
const runtimes = ['workerd', 'edge-light', 'worker'];
const modules = {
  fetch: "import { createFetch } from '@evenkeel/toolkit/fetch'; globalThis.createFetch = createFetch;",
};

const bundles = new Map<string, string>();
beforeAll(async () => {
  const folder = join(import.meta.dirname, '..');
  for (const runtime of runtimes) {
    const made = await bundle({ modules, platform: 'browser', folder, external: [], conditions: ['source', runtime] });
    bundles.set(runtime, Buffer.from(made.get('fetch') ?? []).toString());
  }
});

/** What each of them has, as the web has it. */
const { Headers, Request, Response, URL, AbortController, AbortSignal, DOMException, ReadableStream } = globalThis;
const { Event, EventTarget, TextEncoder, TextDecoder, Blob, FormData, URLSearchParams, crypto } = globalThis;
const web = {
  ...{ Headers, Request, Response, URL, AbortController, AbortSignal, DOMException, ReadableStream },
  ...{ Event, EventTarget, TextEncoder, TextDecoder, Blob, FormData, URLSearchParams, crypto },
};

interface Isolate {
  create: CreateFetch;
  /** Its own fetch. */
  fetch: typeof fetch;
  clock: FakeClock;
  /** What was asked of the network, with the headers of ours that it bore. */
  asked: string[];
}

/**
 * Loads the bundle where there is nothing but the web's globals, on a clock of its own. As Workers have it, a timer is a
 * number, fetch must not be called as a method, and nothing may be begun before there is a request.
 */
function isolate(runtime: string, answers: Response[]): Isolate {
  const clock = new FakeClock();
  const asked: string[] = [];
  const cancels = new Map<number, () => void>();
  let isServing = false;
  const begin = (what: string): void => {
    if (!isServing) throw new Error(`${what} was called where there is no request.`);
  };
  const context = createContext({
    ...web,
    performance: { timeOrigin: 0, now: () => clock.now() },
    setTimeout(fn: () => void, delayMs = 0): number {
      begin('setTimeout');
      const id = cancels.size + 1;
      cancels.set(id, clock.setTimeout(fn, delayMs));
      return id;
    },
    clearTimeout: (id: number) => cancels.get(id)?.(),
    async fetch(this: unknown, input: string | Request, init?: RequestInit): Promise<Response> {
      begin('fetch');
      if (this !== undefined && this !== runInContext('globalThis', context)) throw new TypeError('Illegal invocation');
      const { method, url, headers } = new Request(input, init);
      const own = [...headers.keys()].filter((name) => name.startsWith('evenkeel-'));
      asked.push([method, url, ...own].join(' '));
      return answers[asked.length - 1] ?? new Response('ok');
    },
  });
  runInContext(bundles.get(runtime) ?? '', context);
  const makes = runInContext('createFetch', context) as CreateFetch;
  return {
    clock,
    asked,
    fetch: context.fetch,
    create: (options) => {
      const made: SteadyFetch = makes(options);
      // Modules make theirs as they are loaded.
      isServing = true;
      return made;
    },
  };
}

const url = 'https://api.example.com/v1/items';
const refusal = (retryAfter: string): Response =>
  new Response('slow down', { status: 429, headers: { 'retry-after': retryAfter } });

describe.each(runtimes)('createFetch() for %s', (runtime) => {
  it('bundles without anything of Node.js', () => {
    const text = bundles.get(runtime) ?? '';
    expect(text).toContain('createFetch');
    expect(text.match(/\bnode:|\brequire\(|\bprocess\.|\bBuffer\./g)).toBeNull();
  });

  it('waits as long as a server asks, and keeps its headers to itself', async () => {
    const { create, clock, asked } = isolate(runtime, [refusal('20')]);
    const beganAtMs = clock.now();
    const init = { method: 'POST', body: 'text', headers: { 'evenkeel-priority': '1' } };
    const response = await clock.runUntil(create()(url, init));
    expect(await response.text()).toBe('ok');
    expect(clock.now() - beganAtMs).toBeGreaterThanOrEqual(20_000);
    expect(asked).toEqual([`POST ${url}`, `POST ${url}`]);
  });

  it('does not call a fetch of the caller as a method', async () => {
    const { create, fetch, clock } = isolate(runtime, []);
    expect(await (await clock.runUntil(create({ fetch })(url))).text()).toBe('ok');
  });

  it('refuses what cannot start in time, as an error or as a response, and leaves no timer', async () => {
    const { create, clock, asked } = isolate(runtime, [refusal('3000'), refusal('3000')]);
    const [throwing, answering] = [create({ maxWaitMs: 1_000 }), create({ maxWaitMs: 1_000, onRefusal: 'response' })];
    for (const each of [throwing, answering]) expect((await clock.runUntil(each(url))).status).toBe(429);
    await expect(clock.runUntil(throwing(url))).rejects.toMatchObject({ code: 'EVK_GATE_CLOSED' });
    const { status, headers } = await clock.runUntil(answering(url));
    expect([status, headers.get('x-should-retry')]).toEqual([429, 'false']);
    expect(asked).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  it('ends a wait with the reason of an abort', async () => {
    const { create, clock, asked } = isolate(runtime, [refusal('20')]);
    const controller = new AbortController();
    const call = create()(url, { signal: controller.signal });
    const end = expect(call).rejects.toBe('enough');
    await clock.advance(10_000);
    controller.abort('enough');
    await end;
    expect(asked).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});
