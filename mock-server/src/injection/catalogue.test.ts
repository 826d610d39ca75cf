import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Bench } from '../app.fixture.ts';
import { faults } from './catalogue.ts';
import { describeFault, listFaults } from './describe.ts';

const files = readdirSync(new URL('../faults', import.meta.url)).filter((file) => !file.includes('.test.'));

test('every file of the folder is a fault, by its name', () => {
  expect([...faults.keys()]).toEqual(files.map((file) => file.slice(0, -'.ts'.length).replaceAll('-', '_')).sort());
  expect(listFaults().map(({ name }) => name)).toEqual([...faults.keys()]);
});

describe.each(listFaults())('$name', ({ name, summary, operation, defaults }) => {
  test('can be injected as it is by default', async () => {
    const provider = operation === null ? 'nimbus' : 'nerox';
    const response = await new Bench().admin('POST', 'faults', { provider, ttlMs: 1_000, ...defaults });
    expect(response.json()).toMatchObject({ id: 'f1', ...defaults });
  });

  test('is described where it is asked for, and in words', async () => {
    const { app } = new Bench();
    await app.ready();
    const { paths } = (await app.inject('/docs/json')).json();
    const { schema } = paths['/admin/faults'].post.requestBody.content['application/json'];
    expect(schema.oneOf).toContainEqual(expect.objectContaining({ description: `It ${summary}.` }));
    expect(describeFault(defaults)).toMatch(/\w/);
    expect(() => describeFault({ ...defaults, fault: `${name}?` })).toThrow(
      `fault is "${name}?": give one of ceiling, `,
    );
  });
});

test.each([
  [{ fault: 'http_error', rate: 0.03, per: 'call', status: 503 }, '503 on every attempt of 3 % of the calls'],
  [{ fault: 'http_error', rate: 0.03 }, '503 on every attempt of 3 % of the calls'],
  [
    { fault: 'http_error', rate: 0.07, per: 'attempt', status: 429, retryAfterMs: 2_000 },
    '429 on 7 % of the attempts, to be retried after 2 s',
  ],
  [
    { fault: 'http_error', rate: 0.05, per: 'call', status: 503, operation: 'invoice_replay', attempts: 'first' },
    '503 on the first attempt of invoice_replay of 5 % of the calls',
  ],
  [
    { fault: 'upstream_error', rate: 1, per: 'call', network: 'solana' },
    'a failing upstream on solana in every attempt of 100 % of the calls',
  ],
  [{ fault: 'upstream_error', rate: 0.5, per: 'attempt' }, 'a failing upstream in 50 % of the attempts'],
  [
    { fault: 'job_failure', rate: 0.05, per: 'call', reason: 'preempted' },
    'a GPU that is taken away in 5 % of the jobs',
  ],
  [{ fault: 'gpu_slow', rate: 0.05, per: 'call', factor: 20 }, 'GPUs 20 times as slow in 5 % of the jobs'],
  [{ fault: 'latency', rate: 0.005, per: 'call', fixedMs: 3_000 }, '3 s more on every attempt of 0.5 % of the calls'],
  [{ fault: 'latency', rate: 1, fixedMs: 1_250 }, '1.3 s more on every attempt of 100 % of the calls'],
  [{ fault: 'network', rate: 1, per: 'attempt', minMs: 1, maxMs: 30 }, '1 to 30 ms each way on 100 % of the attempts'],
  [{ fault: 'ceiling', rate: 1, max: 10 }, 'at most 10 in flight for each key'],
] as const)('%j is "%s"', (fault, text) => {
  expect(describeFault(fault)).toBe(text);
});

test.each([
  [{ fault: 'latency', rate: 1 }, 'fixedMs is undefined'],
  [{ fault: 'http_error', rate: 1, status: 200 }, 'status is 200'],
])('%j has no words', (fault, message) => {
  expect(() => describeFault(fault)).toThrow(message);
});
