import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineProvider } from '../contract/define.ts';
import { FakeClock, type Reply, ScriptedTransport, type SentRequest } from '../testing/index.ts';
import { createClient } from './create-client.ts';

const weather = defineProvider({
  name: 'weather',
  authentication: { header: 'x-api-key', scheme: '' },
  limits: [
    { kind: 'window', amount: 60, windowMs: 60_000 },
    { kind: 'concurrency', amount: 5 },
  ],
  operations: {
    forecast: { method: 'GET', path: '/v2/forecast/{city}' },
    report: { method: 'POST', path: '/v2/reports', returns: 'text' },
    forget: { method: 'DELETE', path: '/v2/reports/{id}', returns: 'none' },
    live: { method: 'GET', path: '/v2/live', returns: 'events' },
    picture: { method: 'GET', path: '/v2/picture', returns: 'stream' },
  },
});

interface Forecast {
  degrees: number;
}

function readForecast(body: unknown): Forecast {
  const { degrees } = body as Partial<Forecast>;
  if (typeof degrees !== 'number') throw new TypeError('There is no "degrees".');
  return { degrees };
}

function setUp(reply: (request: SentRequest, at: number) => Reply) {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(clock, reply);
  const client = createClient(weather, {
    baseUrl: 'https://weather.test',
    apiKey: 'secret-key',
    read: { forecast: readForecast },
    sendCallIds: true,
    transport,
    clock,
    random: () => 0,
  });
  return { clock, transport, client };
}

async function* textOf(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

const pieces = (...texts: string[]): Reply => ({ pieces: textOf(...texts) });

describe('createClient', () => {
  it('calls the operations of its contract, and reads what they return', async () => {
    const s = setUp(({ url }) => (url.endsWith('reports') ? { body: 'taken' } : { body: { degrees: 21, wind: 3 } }));
    const forecast = await s.clock.runUntil(s.client.call('forecast', undefined, { params: { city: 'lisbon' } }));
    expectTypeOf(forecast).toEqualTypeOf<Forecast>();
    expect(forecast).toEqual({ degrees: 21 });
    const report = await s.clock.runUntil(s.client.call('report', { rain: true }));
    expectTypeOf(report).toEqualTypeOf<unknown>();
    expect(report).toBe('taken');
    expect(s.transport.sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', 'https://weather.test/v2/forecast/lisbon', undefined],
      ['POST', 'https://weather.test/v2/reports', '{"rain":true}'],
    ]);
    expect(s.transport.sent[0]?.headers['x-api-key']).toBe('secret-key');
  });

  it('resolves to nothing where an operation returns nothing, and to all of an answer where that is asked for', async () => {
    const s = setUp(() => ({ status: 204, body: '', headers: { 'x-request-id': 'r1' } }));
    expect(await s.clock.runUntil(s.client.call('forget', undefined, { params: { id: '7' } }))).toBeUndefined();
    const answer = await s.clock.runUntil(s.client.request('forget', undefined, { params: { id: '7' } }));
    expect(answer).toMatchObject({ status: 204, headers: { 'x-request-id': 'r1' }, body: undefined });
  });

  it('sends no header of ours unless asked to', async () => {
    const clock = new FakeClock();
    const transport = new ScriptedTransport(clock, (_request, at) => (at === 0 ? 503 : { pieces: textOf('data: x') }));
    const client = createClient(weather, { baseUrl: 'https://weather.test', apiKey: 'k', transport, clock });
    await clock.runUntil(Array.fromAsync(client.events('live', undefined, { callId: 'mine' })));
    expect(transport.sent.map(({ headers }) => Object.keys(headers))).toEqual([
      ['accept', 'x-api-key'],
      ['accept', 'x-api-key'],
    ]);
  });

  it('fails a call whose answer its reader refuses', async () => {
    const s = setUp(() => ({ body: { wind: 3 } }));
    const call = s.client.call('forecast', undefined, { params: { city: 'lisbon' } });
    await expect(s.clock.runUntil(call)).rejects.toMatchObject({
      code: 'EVK_RESPONSE_INVALID',
      cause: { message: 'There is no "degrees".' },
    });
  });

  it('obeys the server, and the contract', async () => {
    const s = setUp((_request, at) => (at === 0 ? { status: 429, headers: { 'retry-after': '3' } } : { body: {} }));
    const call = s.client.call('report', {});
    await s.clock.runUntil(call);
    const [first, second] = s.transport.sent;
    expect(Number(second?.atMs) - Number(first?.atMs)).toBeGreaterThanOrEqual(3_000);
  });

  it.each<[string, object]>([
    ['baseUrl', { baseUrl: 'weather.test' }],
    ['tier', { tier: 'gone' }],
    ['contract', { read: {} }],
    ['sendCallIds', { sendCallIds: 'yes' }],
    ['read.gone', { read: { gone: readForecast } }],
    ['read.picture', { read: { picture: readForecast } }],
  ])('refuses a wrong %s', (option, wrong) => {
    const options = { baseUrl: 'https://weather.test', apiKey: 'k', ...wrong };
    const contract = option === 'contract' ? { ...weather } : weather;
    expect(() => createClient(contract, options)).toThrow(
      expect.objectContaining({ code: 'EVK_OPTION_INVALID', option }),
    );
  });

  it('refuses an operation that the contract does not have, or that answers otherwise', async () => {
    const s = setUp(() => 200);
    const gone = 'gone' as 'report';
    await expect(s.client.call(gone)).rejects.toThrow('Option operation is "gone": give one of forecast, report,');
    await expect(s.client.batch('live', [1])).rejects.toThrow('its answer is a stream: use stream() or events().');
    await expect(s.client.stream('report').next()).rejects.toThrow('its answer is no stream: use call().');
    // @ts-expect-error the contract has no such operation
    await expect(s.client.request('gone')).rejects.toThrow('Option operation is "gone"');
    expect(s.transport.sent).toEqual([]);
  });
});

describe('a batch', () => {
  it('sends beside each payload what its request says, and settles all in order', async () => {
    const s = setUp(({ url }) => (url.includes('porto') ? 400 : { body: { degrees: 20 }, afterMs: 10 }));
    const ends = await s.clock.runUntil(
      s.client.batch('forecast', ['lisbon', 'porto', '..', 'faro'], {
        request: (city) => ({ params: { city }, query: { days: '2' } }),
        batchId: 'b',
      }),
    );
    expectTypeOf(ends).toEqualTypeOf<PromiseSettledResult<Forecast>[]>();
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value.degrees : end.reason.code))).toEqual([
      20,
      'EVK_UPSTREAM_REFUSED',
      'EVK_OPTION_INVALID',
      20,
    ]);
    expect(s.transport.sent.map(({ url, callId }) => [url, callId])).toEqual([
      ['https://weather.test/v2/forecast/lisbon?days=2', 'b.0'],
      ['https://weather.test/v2/forecast/porto?days=2', 'b.1'],
      ['https://weather.test/v2/forecast/faro?days=2', 'b.3'],
    ]);
  });

  it('takes an array, and tells how many there are in all; an iterable of any kind, and yields as they come', async () => {
    const s = setUp(({ body }) => ({ body: String(body) }));
    const totals = new Set<number | undefined>();
    const onProgress = ({ total }: { total: number | undefined }): unknown => totals.add(total);
    await s.clock.runUntil(s.client.batch('report', [1, 2], { onProgress }));
    expect([...totals]).toEqual([2]);
    const values: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const end of s.client.batchStream('report', new Set([3, 4]))) {
        values.push(end.status === 'fulfilled' && end.value);
      }
    };
    await s.clock.runUntil(read());
    expect(values).toEqual(['3', '4']);
  });
});

describe('a stream', () => {
  it('gives its bytes, and server-sent events, as they come', async () => {
    const s = setUp(({ url }) => (url.endsWith('live') ? pieces('data: 1\n\nda', 'ta: 2\n\n') : pieces('ab', 'c')));
    const bytes = await s.clock.runUntil(Array.fromAsync(s.client.stream('picture')));
    expect(bytes.map((piece) => new TextDecoder().decode(piece))).toEqual(['ab', 'c']);
    const events = await s.clock.runUntil(Array.fromAsync(s.client.events('live', undefined, { callId: 'e' })));
    expect(events.map(({ data }) => data)).toEqual(['1', '2']);
    expect(s.transport.sent[1]).toMatchObject({ callId: 'e', headers: { accept: 'text/event-stream' } });
  });

  it('holds its slot until it is left, and no longer', async () => {
    const s = setUp(() => pieces('a', 'b', 'c'));
    const stream = s.client.stream('picture');
    expect(s.transport.sent).toEqual([]);
    await s.clock.runUntil(stream.next());
    expect(s.client.state().inFlight).toBe(1);
    await s.clock.runUntil(stream.return());
    await s.clock.runUntil(s.client.close());
    expect([s.client.state().inFlight, s.clock.pending]).toEqual([0, 0]);
  });
});

describe('state()', () => {
  it('is a JSON value without secrets: what is left, in flight and queued', async () => {
    const s = setUp(() => ({ body: {}, afterMs: 1_000 }));
    const before = s.client.state();
    expect(before).toEqual({
      provider: 'weather',
      tier: 'default',
      closing: false,
      paused: false,
      ceiling: 5,
      inFlight: 0,
      queued: 0,
      breakers: [{ upstream: 'default', state: 'closed', openForMs: 0 }],
      pauses: [],
      limits: expect.arrayContaining([
        { name: 'requests', unit: 'requests', partition: '', limit: 60, used: 0, left: 60, owed: 0 },
      ]),
    });
    const batch = s.client.batch('report', Array(12).fill({}));
    const call = s.client.call('report', {});
    await s.clock.advance(500);
    const during = s.client.state();
    expect(during).toMatchObject({ inFlight: 5, ceiling: 5 });
    expect(during.queued).toBeGreaterThan(0);
    expect(during.limits[0]).toMatchObject({ used: 5, left: 55 });
    expect(JSON.parse(JSON.stringify(during))).toEqual(during);
    expect(JSON.stringify(during)).not.toContain('secret-key');
    await s.clock.runUntil(Promise.all([batch, call]));
    void s.client.pause();
    expect(s.client.state()).toMatchObject({ paused: true, inFlight: 0, queued: 0 });
    s.client.resume();
    await s.clock.runUntil(s.client.close());
    expect(s.client.state()).toMatchObject({ paused: false, closing: true });
  });
});
