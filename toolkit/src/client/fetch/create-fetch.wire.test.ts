import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createFetch } from './create-fetch.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}

describe('createFetch over sockets', () => {
  it('sends each kind of body as the platform does', async () => {
    const origin = await serve(async (request, response) => {
      const { 'content-type': type = '', 'content-length': length, 'transfer-encoding': encoding } = request.headers;
      const body = await textOf(request);
      const said = {
        type: type.replace(/boundary=.*/, 'boundary'),
        length,
        encoding,
        body: body.replace(/-{4,}\S+/g, ''),
      };
      response.end(JSON.stringify({ ...said, names: Object.keys(request.headers).sort() }));
    });
    const form = (): FormData => {
      const made = new FormData();
      made.append('a', 'b');
      return made;
    };
    const stream = (): ReadableStream => new Blob(['x', 'y']).stream();
    const bodies: (() => unknown)[] = [
      () => 'text',
      () => new URLSearchParams({ a: 'b' }),
      () => new Uint8Array([65, 66]),
      () => new Blob(['blob'], { type: 'text/x' }),
      form,
      stream,
      () => null,
    ];
    const steadyFetch = createFetch();
    for (const body of bodies) {
      const init = () => ({ method: 'POST', body: body(), duplex: 'half' }) as RequestInit;
      const ours = await (await steadyFetch(origin, init())).json();
      expect(ours).toEqual(await (await fetch(origin, init())).json());
      const asRequest = await (await steadyFetch(new Request(origin, init()))).json();
      expect(asRequest).toEqual(await (await fetch(new Request(origin, init()))).json());
    }
  });

  it('follows redirects, and tells where it ended', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/to') response.end('there');
      else response.writeHead(302, { location: '/to' }).end();
    });
    const response = await createFetch()(`${origin}/from`);
    expect([response.redirected, response.url, await response.text()]).toEqual([true, `${origin}/to`, 'there']);
    const manual = await createFetch()(`${origin}/from`, { redirect: 'manual' });
    expect(manual.status).toBe(302);
  });

  it('gives the first piece of a body before the last is written, and ends it by an abort', async () => {
    const origin = await serve((_request, response) => {
      response.write('first');
    });
    const controller = new AbortController();
    const response = await createFetch()(origin, { signal: controller.signal });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('first');
    controller.abort();
    await expect(reader.read()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('tries again what is cut off, and throws what fetch throws in the end', async () => {
    let requests = 0;
    const origin = await serve((request, response) => {
      requests += 1;
      if (requests === 1) request.socket.destroy();
      else response.end('ok');
    });
    expect(await (await createFetch({ random: () => 0 })(origin)).text()).toBe('ok');
    expect(requests).toBe(2);
    const closed = await serve(() => {});
    for (const close of closers.splice(1)) await close();
    await expect(createFetch({ random: () => 0 })(closed)).rejects.toMatchObject({
      ...{ name: 'TypeError', message: 'fetch failed' },
    });
  });

  it('never asks before it may, and leaves the connection to the next attempt', async () => {
    const atMs: number[] = [];
    const ports = new Set<number | undefined>();
    const origin = await serve((request, response) => {
      atMs.push(performance.now());
      ports.add(request.socket.remotePort);
      if (atMs.length === 1) response.writeHead(429, { 'retry-after-ms': '300' }).end('not yet');
      else response.end('ok');
    });
    const response = await createFetch({ random: () => 0 })(origin, { method: 'POST', body: 'x' });
    expect(await response.text()).toBe('ok');
    expect(Number(atMs[1]) - Number(atMs[0])).toBeGreaterThanOrEqual(300);
    expect(ports.size).toBe(1);
  });

  it('sends nothing of ours', async () => {
    const origin = await serve((request, response) => {
      response.end(JSON.stringify(request.headers));
    });
    const said = await (await createFetch()(origin, { headers: { 'evenkeel-priority': '1' } })).text();
    expect(said).not.toContain('evenkeel');
  });
});
