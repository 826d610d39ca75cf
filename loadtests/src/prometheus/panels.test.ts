import { nimbusProfile, type ProviderContract } from '@evenkeel/toolkit/providers';
import { expect, it } from 'vitest';
import type { PrometheusClient } from './client.ts';
import { readPanels } from './panels.ts';

const contract: ProviderContract = nimbusProfile;

function answering(value: number | null): { client: PrometheusClient; asked: string[] } {
  const asked: string[] = [];
  const client = {
    value: async (query: string) => {
      asked.push(query);
      return value;
    },
    range: async (query: string) => {
      asked.push(query);
      return value === null ? [] : [{ labels: {}, points: [[0, value]] }];
    },
  } as unknown as PrometheusClient;
  return { client, asked };
}

const run = { fromMs: 0, toMs: 31_500 };

it('reads each objective from its own panel, over a range that covers the run', async () => {
  const { client, asked } = answering(0.004);
  const { objectives, empty } = await readPanels(client, contract, ['errors', 'latency'], run);
  expect(Object.fromEntries(objectives)).toEqual({ errors: 0.004, latency: 0.004 });
  expect(empty).toEqual([]);
  expect(asked.some((query) => query.includes('[32s]'))).toBe(true);
  expect(asked.join('\n')).not.toContain('$');
});

it('leaves out the panel of an objective that is not exercised', async () => {
  const { objectives } = await readPanels(answering(0).client, contract, ['errors'], run);
  expect([...objectives.keys()]).toEqual(['errors']);
});

it('names the panels without data', async () => {
  const { objectives, empty } = await readPanels(answering(null).client, contract, ['errors'], run);
  expect(objectives.get('errors')).toBeNull();
  expect(empty.length).toBeGreaterThan(3);
});

it('keeps the highest value of each panel that is about no objective', async () => {
  const { highest } = await readPanels(answering(2).client, contract, ['errors'], run);
  expect(highest.get('Circuit breaker')).toBe(2);
  expect(highest.has('Bad calls (errors)')).toBe(false);
  expect((await readPanels(answering(null).client, contract, ['errors'], run)).highest.size).toBe(0);
});
