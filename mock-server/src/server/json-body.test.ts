import { idempotencyKeyHeader } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { ADMIN_TOKEN, Bench } from '../app.fixture.ts';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const objects = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** If serialising the deep value overflowed the stack, each would answer with a 5xx, which invites a retry. */
const routes: [who: string, url: string, body: (inner: string) => string][] = [
  ['nmb_pro_local', '/v1/infer', (inner) => `{"prompt":"hello","more":${inner}}`],
  ['nra_standard_local', '/solana/agents/echo/call', (inner) => `{"input":{"a":${inner}}}`],
  ['nra_standard_local', '/solana/agents/oracle/call', (inner) => `{"input":{"a":${inner}}}`],
  ['nrx_scale_local', '/v1/optimize/tsp', (inner) => `{"distance_matrix":[[0]],"more":${inner}}`],
  [ADMIN_TOKEN, '/admin/faults', (inner) => `{"provider":${inner}}`],
  [ADMIN_TOKEN, '/admin/keys', (inner) => `{"key":"k","provider":${inner},"tier":"free"}`],
];

function send(bench: Bench, who: string, url: string, payload: string) {
  const headers = {
    authorization: `Bearer ${who}`,
    'content-type': 'application/json',
    [idempotencyKeyHeader]: 'the same again',
  };
  return bench.settled(() => bench.app.inject({ method: 'POST', url, headers, payload }));
}

describe('a body that is nested without end is a 400, which nobody tries again', () => {
  test.each(routes)('%s %s', async (who, url, body) => {
    const bench = new Bench();
    for (const inner of [nested(10_000), objects(10_000), nested(101)]) {
      const response = await send(bench, who, url, body(inner));
      expect(response.statusCode).toBe(400);
      expect(response.body).toContain('nested deeper than 100 levels');
      expect(Number(response.headers['retry-after'] ?? 0)).toBe(0);
    }
  });
});

test('a body that is nested as deep as bodies are is none of its business', async () => {
  const response = await send(new Bench(), 'nmb_pro_local', '/v1/infer', `{"prompt":"hello","more":${nested(99)}}`);
  expect(response.statusCode).toBe(200);
});

test.each([
  ['nmb_pro_local', '/v1/infer', 1_048_576],
  ['nrx_scale_local', '/v1/optimize/tsp', 4_194_304],
])('%s %s: a body of more than %i bytes is refused', async (who, url, limit) => {
  const response = await send(new Bench(), who, url, `{"prompt":"${'x'.repeat(limit)}"}`);
  expect(response.statusCode).toBe(413);
});
