import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { stdSerializers } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import type { Transport } from '../http/transport.ts';
import { neroxProfile } from '../providers/nerox/contract.ts';
import { createClient } from '../providers/nimbus/client.ts';
import { EventStreamClient } from './event-stream-client.ts';

/** A server that answers with what it was sent, after a beginning that makes the answer no HTTP response. */
async function echo(begin: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => socket.end(begin + data.toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** Everything in an error, even its hidden properties and the bytes of its buffers, as a debugger and logs show it. */
function all(error: unknown): string {
  const bytes: string[] = [];
  const seen = new Set<unknown>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Uint8Array) bytes.push(Buffer.from(value).toString('latin1'));
    else for (const name of Reflect.ownKeys(value)) walk((value as Record<PropertyKey, unknown>)[name]);
  };
  walk(error);
  const logged = [JSON.stringify(error), JSON.stringify(stdSerializers.err(error as Error))];
  return [inspect(error, { showHidden: true, depth: null, maxStringLength: null }), ...logged, ...bytes].join('\n');
}

it.each([
  ['a status line', ''],
  ['a header', 'HTTP/1.1 200 OK\r\nx y'],
  ['a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'],
])('has no key in the error of a response whose echo of the request is no %s', async (_what, begin) => {
  const client = createClient({ apiKey: 'nmb_secret', baseUrl: await echo(begin) });
  onTestFinished(() => client.close());
  const error = await client.infer({ prompt: 'x' }, { signal: AbortSignal.timeout(400) }).catch((thrown) => thrown);
  expect(all(error)).toContain('HPE_');
  expect(all(error)).not.toContain('nmb_secret');
});

it('has no key in the error of a stream that breaks off', async () => {
  const broken = async function* (): AsyncGenerator<string> {
    yield 'data: x\n\n';
    throw Object.assign(new Error('broken'), { rawPacket: Buffer.from('nrx_secret') });
  };
  const open: Transport['open'] = async () => ({ status: 200, header: () => undefined, body: '', pieces: broken() });
  const transport: Transport = { open, send: () => Promise.reject(new Error('not this way')), close: () => {} };
  const client = new EventStreamClient(neroxProfile, { apiKey: 'nrx_secret', baseUrl: 'http://nerox.test', transport });
  onTestFinished(() => client.close());
  const { signal } = new AbortController();
  const events = await client.events('job_stream', { params: { job: 'job_1' }, signal });
  const error = await Array.fromAsync(events).catch((thrown) => thrown);
  expect(all(error)).toContain('broken');
  expect(all(error)).not.toContain('nrx_secret');
});
