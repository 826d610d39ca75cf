import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildGateway } from './app.ts';
import { refusal } from './body.ts';

let app: FastifyInstance;
beforeEach(() => {
  // Nothing listens there: a refused request reaches no API.
  const baseUrl = 'http://127.0.0.1:1';
  app = buildGateway({
    nimbus: { baseUrl, apiKey: 'nmb_pro_local' },
    neura: { baseUrl, apiKey: 'nra_standard_local' },
    logLevel: 'silent',
  });
});
afterEach(() => app.close());

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('a request', () => {
  it.each([
    ['a number for a prompt', '/nimbus/infer', '{"prompt":1}', 'body/prompt must be string'],
    ['a prompt of a batch that is none', '/nimbus/batch', '{"payloads":[{"prompt":true}]}', 'body/payloads/0/prompt'],
    ['a batch that is none', '/nimbus/batch', '{"payloads":{"prompt":"hi"}}', 'body/payloads must be array'],
    ['a number that JSON cannot send on', '/neura/call', '{"agent":"a","input":{"x":[1e999]}}', 'body/input/x/0 is'],
    ['levels without end', '/neura/call', `{"agent":"a","input":${nested(10_000)}}`, 'is nested too deep'],
  ])('with %s is refused for good, and the field is named', async (_what, url, body, says) => {
    const headers = { 'content-type': 'application/json' };
    const response = await app.inject({ method: 'POST', url, headers, body });
    expect([response.statusCode, response.headers['retry-after']]).toEqual([400, undefined]);
    expect(response.json().message).toContain(says);
  });

  it('is refused where its body is larger than can be read without holding everybody else up', async () => {
    const payload = { prompt: 'x'.repeat(2 ** 20) };
    expect((await app.inject({ method: 'POST', url: '/nimbus/infer', payload })).statusCode).toBe(413);
  });

  it('may hold as many levels as an API would take', () => {
    expect(refusal(JSON.parse(nested(100)))).toBeNull();
  });
});
