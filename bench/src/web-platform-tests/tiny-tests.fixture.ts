import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PageOfTests } from './read-tests.ts';

/** As much of a harness as these tests need: each runs when the one before has ended. */
const HARNESS = `
const hearing = { result: [], completion: [] };
const waiting = [];
function promise_test(run, name) {
  waiting.push({ run, name });
}
function add_result_callback(hear) {
  hearing.result.push(hear);
}
function add_completion_callback(hear) {
  hearing.completion.push(hear);
}
function assert(holds, message) {
  if (!holds) throw new Error(message);
}
setTimeout(async () => {
  for (const { run, name } of waiting) {
    let failure = null;
    await run().catch((error) => (failure = error));
    const test = { name, status: failure === null ? 0 : 1, message: failure?.message ?? null };
    for (const hear of hearing.result) hear(test);
  }
  for (const hear of hearing.completion) hear(waiting, { status: 0, message: null });
}, 0);
`;

const texts: Readonly<Record<string, string>> = {
  '/resources/testharness.js': HARNESS,
  '/fetch/data': 'some data',
  '/fetch/api/help.js': 'const DATA = "../data";',
  '/fetch/api/good.any.js': `
    promise_test(async () => {
      const { url } = await fetch(DATA);
      assert(url === new URL('/fetch/data', location).href, 'the URL is ' + url);
    }, 'has its URL');
    promise_test(async () => {
      assert((await (await fetch('http://www1.' + location.host + '/fetch/data')).text()) === 'some data', 'other data');
    }, 'reaches other names');
    promise_test(async () => assert(false, 'as it must'), 'fails');
  `,
  '/fetch/api/endless.any.js': `
    promise_test(async () => {}, 'ends');
    promise_test(() => new Promise(() => setInterval(() => {}, 1_000)), 'never ends');
  `,
  '/fetch/api/stray.any.js': `
    promise_test(async () => {
      void Promise.reject(new Error('a stray one'));
      await new Promise((resolve) => setTimeout(resolve, 0));
    }, 'passes');
  `,
  '/fetch/api/wrong.any.js': 'nothing.of.the.kind();',
};

export const tinyPage = (name: string, variant = ''): PageOfTests => ({
  ...{ path: `fetch/api/${name}.any.js`, variant },
  meta: { scripts: ['help.js'], globals: ['worker'], long: false, variants: [variant] },
});

/** Serves a few tests of our own, by the tests' name of this machine. */
export async function serveTinyTests(): Promise<{ origin: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    const text = texts[(request.url ?? '').split('?')[0] ?? ''];
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://web-platform.test:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
