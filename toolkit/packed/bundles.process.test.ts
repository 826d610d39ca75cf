import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundle, policiesOf } from './bundles.ts';

const folder = join(import.meta.dirname, '..');
const policies = policiesOf(readFileSync(join(folder, 'src/index.ts'), 'utf8'));
const forBrowsers = [
  '.',
  './nimbus',
  './neura',
  './nerox',
  './providers',
  './fetch',
  './slo',
  './prometheus',
  './telemetry',
  './testing',
];

const forABrowser = (modules: Record<string, string>): Promise<Map<string, Uint8Array>> =>
  bundle({ modules, platform: 'browser', folder, external: ['prom-client', 'pino'], conditions: ['source'] });

it('each policy and each entry without Node.js bundles for a browser', async () => {
  const entries = forBrowsers.map((entry) => [entry, `export * from '${join('@evenkeel/toolkit', entry)}';`]);
  const modules = Object.fromEntries([
    ...policies.map((policy) => [policy, `export { ${policy} } from '@evenkeel/toolkit';`]),
    ...entries.map(([entry = '', text]) => [`entry${entry.slice(1)}`, text]),
  ]);
  const bundles = await forABrowser(modules);
  expect([...bundles.keys()].sort()).toEqual(Object.keys(modules).sort());
  for (const [name, contents] of bundles) {
    expect(Buffer.from(contents).toString(), name).not.toMatch(/\bnode:|\brequire\(/);
  }
});

it('what logs needs no prom-client, and metrics do', async () => {
  const modules = {
    logs: "export { createLogSink } from '@evenkeel/toolkit/telemetry';",
    names: "export * from '@evenkeel/toolkit/telemetry';",
    metrics: "export { createMetrics } from '@evenkeel/toolkit/prometheus';",
  };
  const needing = [...(await forABrowser(modules))].filter(([, text]) => Buffer.from(text).includes('prom-client'));
  expect(needing.map(([name]) => name)).toEqual(['metrics']);
});

it('what needs Node.js does not', async () => {
  await expect(forABrowser({ it: "export * from '@evenkeel/toolkit/node';" })).rejects.toThrow('"node:http"');
});

it('the policies are the values that come from policies/', () => {
  expect(policies).toEqual(
    expect.arrayContaining(['RetryPolicy', 'CircuitBreaker', 'Deadline', 'Gate', 'TokenBucket']),
  );
  const front =
    "export { A, type B } from './policies/a.ts';\nexport type { C } from './policies/c.ts';\nexport { D } from './d.ts';";
  expect(policiesOf(front)).toEqual(['A']);
});
