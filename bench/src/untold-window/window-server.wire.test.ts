import { expect, it } from 'vitest';
import { CALLS_PATH, NEXT_WINDOW_PATH, startWindowServer, type WindowServerOptions } from './window-server.ts';

async function serving(
  options: Partial<WindowServerOptions>,
  see: (call: (number: number) => Promise<Response>, url: string) => Promise<void>,
) {
  const server = await startWindowServer({ admits: 2, windowMs: 60_000, serviceMs: 1, says: 'nothing', ...options });
  try {
    await see((number) => fetch(`${server.url}${CALLS_PATH}${number}`), server.url);
    return server.journal;
  } finally {
    await server.close();
  }
}

it.each([
  ['nothing', null],
  ['Retry-After', '60'],
] as const)('refuses what is beyond its window, says %s, and notes it all', async (says, hint) => {
  const journal = await serving({ says }, async (call) => {
    const served = [await call(7), await call(8)];
    expect(await Promise.all(served.map((response) => response.json()))).toEqual([{ done: true }, { done: true }]);
    const { status, headers } = await call(7);
    expect([status, headers.get('retry-after')]).toEqual([429, hint]);
  });
  expect(journal).toEqual([
    { call: 7, admitted: true, window: 1 },
    { call: 8, admitted: true, window: 1 },
    { call: 7, admitted: false, window: 1 },
  ]);
});

it('tells when the window is over, so that whoever comes then begins the next one', async () => {
  const journal = await serving({ windowMs: 50 }, async (call, url) => {
    await call(0);
    await fetch(url + NEXT_WINDOW_PATH);
    await call(1);
  });
  expect(journal.map(({ window }) => window)).toEqual([1, 2]);
});

it('closes though it serves somebody, and somebody waits for the next window', async () => {
  const journal = await serving({ admits: 1, serviceMs: 600_000, windowMs: 600_000 }, async (call, url) => {
    for (const pending of [call(0), fetch(url + NEXT_WINDOW_PATH)]) pending.catch(() => {});
    // The first one has come when the window is used up.
    await expect.poll(async () => (await call(1)).status).toBe(429);
  });
  expect(journal[0]).toEqual({ call: 0, admitted: true, window: 1 });
});
