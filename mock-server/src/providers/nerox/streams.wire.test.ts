import { describe, expect, test } from 'vitest';
import type { MockServerOptions } from '../../index.ts';
import { fingerprint } from '../../keys/secrets.ts';
import { until, WireServer } from '../../wire.fixture.ts';
import { eventsOf, instantNerox, MATRIX, neroxHeaders } from './app.fixture.ts';
import { ScriptedSolver } from './gpu/scripted-solver.fixture.ts';

const json = { 'content-type': 'application/json' };

/** A server with real sockets, whose GPU time a test moves by hand. */
class NeroxServer extends WireServer {
  static async open(options: Partial<MockServerOptions> = {}): Promise<NeroxServer> {
    const server = new NeroxServer({
      contracts: [instantNerox()],
      ...options,
      gpu: { solver: new ScriptedSolver(), clockScale: 0, ...options.gpu },
    });
    server.url = await server.app.listen({ host: '127.0.0.1', port: 0 });
    return server;
  }

  async submit(): Promise<string> {
    const init = {
      method: 'POST',
      headers: { ...neroxHeaders({}), ...json },
      body: JSON.stringify({ distance_matrix: MATRIX }),
    };
    return ((await (await fetch(`${this.url}/v1/optimize/tsp`, init)).json()) as { id: string }).id;
  }

  async admin(method: string, path: string, body?: object): Promise<unknown> {
    const headers = { authorization: 'Bearer admin-token-of-the-tests', ...(body && json) };
    const response = await fetch(`${this.url}/admin/${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.status === 204 ? null : response.json();
  }

  advance(ms: number): Promise<unknown> {
    return this.admin('POST', 'nerox/clock/advance', { ms });
  }

  stream(id: string, lastEventId?: string): Promise<Response> {
    const headers = neroxHeaders({ ...(lastEventId !== undefined && { lastEventId }) });
    return fetch(`${this.url}/v1/jobs/${id}/stream`, { headers });
  }
}

/** Reads a stream until it ends, however that happens. */
async function readAll(response: Response): Promise<{ text: string; cut: boolean }> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
    return { text, cut: false };
  } catch {
    return { text, cut: true };
  }
}

test('headers and what is known come at once, and events as they happen', async () => {
  await using server = await NeroxServer.open({ gpu: { heartbeatMs: 20 } });
  const id = await server.submit();
  const response = await server.stream(id);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('cache-control')).toBe('no-store');
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk);
  })();
  await until('both states are told', () => eventsOf(text).length === 2);
  expect(text.startsWith('retry: 1000\n\nid: 1\nevent: status\ndata: {')).toBe(true);
  await until('there is a sign of life', () => text.includes(': heartbeat\n\n'));
  await server.advance(500);
  await until('progress is told', () => eventsOf(text).length === 3);
  await server.advance(40_000);
  await reading;
  expect(eventsOf(text).at(-1)).toMatchObject({ event: 'end', data: { id, status: 'succeeded' } });
  const { entries } = await server.journal('?operation=job_stream');
  expect(entries).toMatchObject([{ status: 200, aborted: false, partition: 'job_stream' }]);
});

test('cut 20 times, and read on each time: each event once, in order', async () => {
  await using server = await NeroxServer.open();
  const id = await server.submit();
  await server.admin('POST', 'faults', {
    provider: 'nerox',
    fault: 'stream_cut',
    rate: 1,
    afterEvents: 1,
    ttlMs: 60_000,
  });
  const seen: number[] = [];
  let cuts = 0;
  for (let n = 0; n < 20; n += 1) {
    await server.advance(500);
    const { text, cut } = await readAll(await server.stream(id, String(seen.at(-1) ?? 0)));
    seen.push(...eventsOf(text).map((event) => event.id));
    cuts += Number(cut);
  }
  expect([cuts, seen.length]).toEqual([20, 20]);
  await server.admin('DELETE', 'faults');
  await server.advance(40_000);
  const { text, cut } = await readAll(await server.stream(id, String(seen.at(-1))));
  const events = eventsOf(text);
  seen.push(...events.map((event) => event.id));
  expect(cut).toBe(false);
  expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => index + 1));
  expect(events.at(-1)).toMatchObject({ event: 'end', data: { billed_gpu_seconds: 40 } });
  const { entries } = await server.journal('?operation=job_stream');
  expect(entries.filter(({ aborted }) => aborted)).toHaveLength(20);
});

describe('what is asked of a stream', () => {
  test.each([
    ['3', 400],
    ['-1', 400],
    ['one', 400],
    ['2', 200],
  ])('with Last-Event-ID %s is answered %i', async (lastEventId, status) => {
    await using server = await NeroxServer.open();
    const id = await server.submit();
    const response = await server.stream(id, lastEventId);
    expect(response.status).toBe(status);
    await response.body?.cancel();
  });
});

test('several readers each get all of it, a slow one too', async () => {
  await using server = await NeroxServer.open();
  const id = await server.submit();
  const readers = await Promise.all([server.stream(id), server.stream(id), server.stream(id)]);
  const [first, second, slow] = readers as [Response, Response, Response];
  const quick = [readAll(first), readAll(second)];
  await server.advance(40_000);
  const told = (await Promise.all(quick)).map(({ text }) => text);
  // The slow reader reads only now.
  told.push((await readAll(slow)).text);
  expect(new Set(told).size).toBe(1);
  expect(eventsOf(told[0] ?? '')).toHaveLength(33);
});

test('a revoked key’s streams are cut at once, and those of others go on', async () => {
  await using server = await NeroxServer.open();
  const key = { key: 'nrx_other', provider: 'nerox', tier: 'scale', account: fingerprint('nrx_scale_local') };
  await server.admin('POST', 'keys', key);
  const id = await server.submit();
  const headers = neroxHeaders({ key: 'nrx_other' });
  const [theirs, ours] = await Promise.all([
    fetch(`${server.url}/v1/jobs/${id}/stream`, { headers }),
    server.stream(id),
  ]);
  const rest = readAll(ours);
  await server.admin('DELETE', `keys/${fingerprint('nrx_other')}`);
  expect((await readAll(theirs)).cut).toBe(true);
  await server.advance(40_000);
  expect((await rest).cut).toBe(false);
});

describe('a server that closes', () => {
  test('ends its streams in order, so that their readers come again', async () => {
    const server = await NeroxServer.open();
    const id = await server.submit();
    const reading = readAll(await server.stream(id));
    await server.app.close();
    expect((await reading).cut).toBe(false);
  });

  test('does not wait for a reader that reads nothing', async () => {
    // A result so large that no socket's buffer holds it.
    const solver = new ScriptedSolver();
    solver.solution = Array.from({ length: 2_000_000 }, (_, n) => n);
    const server = await NeroxServer.open({ gpu: { solver } });
    const id = await server.submit();
    const { socket, received, closed } = await server.connect();
    const headers = Object.entries({ host: 'mock', ...neroxHeaders({}) }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    socket.write(`GET /v1/jobs/${id}/stream HTTP/1.1\r\n${headers.join('')}\r\n`);
    await until('it is open', () => received().includes('event: status'));
    socket.pause();
    await server.advance(40_000);
    await server.app.close();
    socket.resume();
    await closed;
    // The body was cut before its end, which is an empty chunk.
    expect(received().endsWith('\r\n0\r\n\r\n')).toBe(false);
  });
});

test('a reader that goes away leaves a journal entry, and its job runs on', async () => {
  await using server = await NeroxServer.open();
  const id = await server.submit();
  const response = await server.stream(id);
  await response.body?.cancel();
  await until('it is journalled', async () => (await server.journal('?operation=job_stream')).total === 1);
  expect((await server.journal('?operation=job_stream')).entries).toMatchObject([{ status: 499, aborted: true }]);
  const job = await fetch(`${server.url}/v1/jobs/${id}`, { headers: neroxHeaders({}) });
  expect(await job.json()).toMatchObject({ status: 'running' });
});
