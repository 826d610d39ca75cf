import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeldUpstream } from '../servers/held-upstream.fixture.ts';
import { post, RawConnection, request } from '../servers/requests.fixture.ts';
import { type ServerProcess, startGateway } from '../servers/servers.fixture.ts';

let upstream: HeldUpstream;
let started: AsyncDisposableStack;
beforeEach(async () => {
  started = new AsyncDisposableStack();
  upstream = started.use(await HeldUpstream.start());
});
afterEach(() => started.disposeAsync());

/** How long a stop may take, whatever is open, in milliseconds. */
const STOP_WITHIN_MS = 10_000;
/** A drain time that no test outlasts, in milliseconds. */
const AN_HOUR = '3600000';

const start = async (drainMs: string): Promise<ServerProcess> =>
  started.use(
    await startGateway({ NIMBUS_BASE_URL: upstream.url, NIMBUS_API_KEY: 'nmb_pro_local', DRAIN_MS: drainMs }),
  );

/** Resolves when `count` calls wait at the API. */
const atTheApi = (count: number) => expect.poll(() => upstream.waiting).toBe(count);

const infer = (gateway: ServerProcess): Promise<Response> => post(`${gateway.url}/nimbus/infer`, { prompt: 'hi' });
const payloads = Array.from({ length: 30 }, (_, at) => ({ prompt: `p${at}` }));

async function lines(batch: Promise<Response>): Promise<{ status: string; httpStatus?: number }[]> {
  const text = await (await batch).text();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a gateway that is told to stop', () => {
  it('waits for no connection without a whole request', async () => {
    const gateway = await start(AN_HOUR);
    const idle = await new RawConnection(gateway.url).write('');
    const headers = await new RawConnection(gateway.url).write('POST /nimbus/infer HTTP/1.1\r\nhost: ga');
    const body = await new RawConnection(gateway.url).write(request('/nimbus/infer', '{"prompt":', 1_000));
    const kept = await new RawConnection(gateway.url).write('GET /health HTTP/1.1\r\nhost: gateway\r\n\r\n');
    expect(await kept.heard()).toContain('200 OK');
    await stop(gateway);
    await Promise.all([idle, headers, body, kept].map(({ closed }) => closed));
  });

  it('answers what is in flight, calls and batches, and ends with it', async () => {
    const gateway = await start(AN_HOUR);
    const calls = Array.from({ length: 10 }, () => infer(gateway));
    const batch = lines(post(`${gateway.url}/nimbus/batch`, { payloads }));
    await atTheApi(40);
    const stopped = stop(gateway);
    await gateway.said('SIGTERM');
    upstream.answer();
    await stopped;
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(calls.map(() => 200));
    expect((await batch).map(({ status }) => status)).toEqual(payloads.map(() => 'fulfilled'));
  });

  it('gives up what takes too long, and answers that', async () => {
    const gateway = await start('300');
    const calls = Array.from({ length: 10 }, () => infer(gateway));
    const batch = lines(post(`${gateway.url}/nimbus/batch`, { payloads }));
    await atTheApi(40);
    await stop(gateway);
    for (const response of await Promise.all(calls)) {
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await response.json()).toMatchObject({ error: { code: 'EVK_CANCELLED' } });
    }
    expect((await batch).map(({ httpStatus }) => httpStatus)).toEqual(payloads.map(() => 503));
    await atTheApi(0);
  });

  it('waits for nobody who does not read its answer', async () => {
    const gateway = await start('300');
    const body = JSON.stringify({ payloads });
    const reader = await new RawConnection(gateway.url).write(request('/nimbus/batch', body));
    reader.stopReading();
    await atTheApi(30);
    await stop(gateway);
  });

  it('gives up at once where it is told twice', async () => {
    const gateway = await start(AN_HOUR);
    const call = infer(gateway);
    await atTheApi(1);
    const stopped = stop(gateway);
    await gateway.said('SIGTERM');
    gateway.signal('SIGTERM');
    expect((await call).status).toBe(503);
    await stopped;
  });
});

async function stop(gateway: ServerProcess): Promise<void> {
  const toldAtMs = performance.now();
  gateway.signal('SIGTERM');
  expect(await gateway.ended).toBe(0);
  expect(performance.now() - toldAtMs).toBeLessThan(STOP_WITHIN_MS);
}
