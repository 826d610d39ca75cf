import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PrometheusClient } from './client.ts';

const answers: Record<string, unknown> = {
  '/api/v1/query?query=vector': {
    status: 'success',
    data: {
      resultType: 'vector',
      result: [
        { metric: { a: 'b' }, value: [1, '2.5'] },
        { metric: {}, value: [1, 'NaN'] },
      ],
    },
  },
  '/api/v1/query?query=none': { status: 'success', data: { resultType: 'vector', result: [] } },
  '/api/v1/query?query=two': {
    status: 'success',
    data: {
      resultType: 'vector',
      result: [
        { metric: {}, value: [1, '1'] },
        { metric: {}, value: [1, '2'] },
      ],
    },
  },
  '/api/v1/query?query=wrong': { status: 'error', error: 'parse error' },
  '/api/v1/query_range?query=r&start=1&end=3&step=1': {
    status: 'success',
    data: {
      resultType: 'matrix',
      result: [
        {
          metric: { a: 'b' },
          values: [
            [1, '0'],
            [2, 'NaN'],
            [3, '4'],
          ],
        },
      ],
    },
  },
};

let server: Server;
let client: PrometheusClient;
beforeAll(async () => {
  server = createServer((request, response) => {
    response.end(JSON.stringify(answers[request.url ?? ''] ?? { status: 'error', error: `asked ${request.url}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new PrometheusClient(`http://127.0.0.1:${port}`, new AbortController().signal);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

it('reads an instant, without what is not a number', async () => {
  expect(await client.instant('vector')).toEqual([{ labels: { a: 'b' }, value: 2.5 }]);
  expect(await client.value('vector')).toBe(2.5);
  expect(await client.value('none')).toBeNull();
});

it('reads a range, without what is not a number', async () => {
  expect(await client.range('r', 1_000, 3_000, 1_000)).toEqual([
    {
      labels: { a: 'b' },
      points: [
        [1_000, 0],
        [3_000, 4],
      ],
    },
  ]);
});

it('refuses two values where one is asked for, and passes on what Prometheus refuses', async () => {
  await expect(client.value('two')).rejects.toThrow('A query for one value gave 2: two');
  await expect(client.instant('wrong')).rejects.toThrow('Prometheus refused wrong: parse error');
});
