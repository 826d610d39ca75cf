import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildGateway } from './app.ts';
import { refusal } from './body.ts';
import { RawConnection, request } from './raw-connection.fixture.ts';

let app: FastifyInstance;
beforeEach(() => {
  // Nobody is there: what is refused reaches no API.
  const baseUrl = 'http://127.0.0.1:1';
  app = buildGateway({
    nimbus: { baseUrl, apiKey: 'nmb_pro_local' },
    neura: { baseUrl, apiKey: 'nra_standard_local' },
    logLevel: 'silent',
    requestTimeoutMs: 300,
  });
});
afterEach(() => app.close());

const inject = (url: string, body: string) =>
  app.inject({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body });
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('a request', () => {
  it.each([
    ['a number for a prompt', '/nimbus/infer', '{"prompt":1}', 'body/prompt must be string'],
    ['a prompt of a batch that is none', '/nimbus/batch', '{"payloads":[{"prompt":true}]}', 'body/payloads/0/prompt'],
    ['a batch that is none', '/nimbus/batch', '{"payloads":{"prompt":"hi"}}', 'body/payloads must be array'],
    ['a number that JSON cannot send on', '/neura/call', '{"agent":"a","input":{"x":[1e999]}}', 'body/input/x/0 is'],
    ['levels without end', '/neura/call', `{"agent":"a","input":${nested(10_000)}}`, 'is nested too deep'],
  ])('with %s is refused for good, and the field is named', async (_what, url, body, says) => {
    const response = await inject(url, body);
    expect([response.statusCode, response.headers['retry-after']]).toEqual([400, undefined]);
    expect(response.json().message).toContain(says);
  });

  it('may hold as many levels as an API would take', () => {
    expect(refusal(JSON.parse(nested(100)))).toBeNull();
  });

  it('is refused where its body is larger than can be read without holding everybody else up', async () => {
    const { statusCode } = await inject('/nimbus/infer', `{"prompt":"${'x'.repeat(2 ** 20)}"}`);
    expect(statusCode).toBe(413);
  });

  it('that does not arrive is ended, by its headers or its body', async () => {
    const url = await app.listen();
    const body = request('/nimbus/infer', '{"prompt":', 1_000);
    const half = Array.from({ length: 500 }, (_, at) => (at % 2 === 0 ? body : body.slice(0, 40)));
    const connections = await Promise.all(half.map((text) => new RawConnection(url).write(text)));
    const heard = await Promise.all(connections.map(({ closed }) => closed));
    expect(heard.filter((text) => !text.startsWith('HTTP/1.1 408 '))).toEqual([]);
  });
});
