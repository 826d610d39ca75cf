import { describe, expect, it } from 'vitest';
import type { FetchCase } from './fetch-case.ts';
import { passThrough } from './pass-through.ts';
import { reply } from './replies.ts';
import { type CaseRun, runOnce } from './run-case.ts';
import { whileTakingErrors } from './untaken.ts';

const caseOf = (observe: FetchCase['observe'], more: Partial<FetchCase> = {}): FetchCase => ({
  name: 'a',
  holds: 'a holds',
  bug: 'adds a header',
  observe,
  ...more,
});

const run = (tested: FetchCase, limitMs = 20_000): Promise<CaseRun> =>
  whileTakingErrors(
    (error) => expect.fail(String(error)),
    () => runOnce(tested, passThrough, limitMs),
  );

describe('a run of a case', () => {
  it('tells what the caller and what the server saw', async () => {
    const tested = caseOf(async (fetch, server) => {
      const url = await server.http(reply({ body: 'answer' }));
      return { url, text: await (await fetch(`${url}/a`, { method: 'POST', body: 'text' })).text() };
    });
    expect(await run(tested)).toMatchObject({
      seen: {
        client: { url: 'http://server-1', text: 'answer' },
        server: [{ method: 'POST', path: '/a', body: 'text', headers: expect.arrayContaining([['host', 'server-1']]) }],
        untaken: [],
      },
    });
  });

  it('tells requests in a fixed order where a case says that they have none', async () => {
    const tested = caseOf(
      async (fetch, server) => {
        const url = await server.http(reply());
        for (const path of ['/b', '/a']) await (await fetch(`${url}${path}`)).text();
      },
      { unordered: true },
    );
    expect(await run(tested)).toMatchObject({ seen: { server: [{ path: '/a' }, { path: '/b' }] } });
  });

  it('tells errors that nobody takes', async () => {
    const tested = caseOf(async () => {
      void Promise.reject(new RangeError('left'));
      return 'ok';
    });
    expect(await run(tested)).toMatchObject({ seen: { client: 'ok', untaken: [{ message: 'left' }] } });
  });

  it('tells that a case throws', async () => {
    const tested = caseOf(() => Promise.reject(new RangeError('no')));
    expect(await run(tested)).toEqual({ broke: expect.stringContaining('it threw {"name":"RangeError"') });
  });

  it('ends a case that hangs, and closes what it has opened', async () => {
    let url = '';
    const tested = caseOf(async (fetch, server) => {
      url = await server.http(() => {});
      await fetch(url);
    });
    expect(await run(tested, 200)).toEqual({ broke: 'it had not ended after 200 ms' });
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('closes the subject', async () => {
    let closed = 0;
    const subject = { name: 'x', open: () => ({ fetch, close: async () => void closed++ }) };
    await runOnce(
      caseOf(() => Promise.resolve('ok')),
      subject,
      1_000,
    );
    expect(closed).toBe(1);
  });
});
