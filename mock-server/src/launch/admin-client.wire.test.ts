import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { AdminClient, AdminError } from './admin-client.ts';

async function listening(answer: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const FULL_PAGE = 5_000;

test('the whole journal is read page by page', async () => {
  const asked: string[] = [];
  await using server = await listening(({ url = '' }, response) => {
    asked.push(url);
    const first = asked.length === 1;
    const entries = Array.from({ length: first ? FULL_PAGE : 2 }, () => ({ status: 200 }));
    response.end(JSON.stringify({ entries, total: 5_002, evicted: 0, nextSeq: first ? 5_000 : 5_002 }));
  });
  expect(await new AdminClient(server.url, 'token').wholeJournal('nimbus')).toHaveLength(5_002);
  expect(asked).toEqual([
    '/admin/journal?provider=nimbus&limit=5000&sinceSeq=0',
    '/admin/journal?provider=nimbus&limit=5000&sinceSeq=5000',
  ]);
});

test('a journal that is not all is refused', async () => {
  await using server = await listening((_, response) => {
    response.end(JSON.stringify({ entries: [], total: 0, evicted: 3, nextSeq: 1 }));
  });
  await expect(new AdminClient(server.url, 'token').wholeJournal('nimbus')).rejects.toThrow(
    "The mock server's journal lost 3 entries, so it can't be judged by.",
  );
});

test('who does not answer is taken for hanging, and is not waited for after an abort', async () => {
  await using server = await listening(() => {});
  const late = new AdminClient(server.url, 'token', undefined, 50).journal();
  await expect(late).rejects.toThrow(AdminError);
  await expect(late).rejects.toThrow('The mock server did not answer GET /admin/journal within 50 ms.');
  const interrupted = AbortSignal.abort(new Error('interrupted'));
  await expect(new AdminClient(server.url, 'token', interrupted).journal()).rejects.toThrow('interrupted');
});
