import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nimbusProfile } from '@evenkeel/toolkit/providers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Promtool } from './promtool.fixture.ts';

const folder = join(import.meta.dirname, '..');
let promtool: Promtool;
beforeAll(async () => {
  promtool = await Promtool.obtain();
}, 600_000);
afterAll(() => promtool[Symbol.asyncDispose]());

describe('the tests of the rules catch', () => {
  const mutations: [what: string, from: string | RegExp, to: string][] = [
    [
      'a missing guard against little traffic',
      /\n +and\n +sum.+(?=\n +for: 1m\n.+\n.+\n +provider: nimbus\n +slo: errors)/s,
      '',
    ],
    ['a budget three times as large', /> 0\.01$/gm, '> 0.03'],
    ['half a budget', /> 0\.01$/gm, '> 0.005'],
    ['refusals that are not bad', 'outcome=~"error|rejected"', 'outcome="error"'],
    ['cancelled calls in the denominator', /,outcome!="cancelled"/g, ''],
    ['an operation left out', /operation=~"infer\|infer_batch"/g, 'operation="infer"'],
    ['another operation let in', /operation="infer"/g, 'operation=~".+"'],
    ['other providers let in', /provider="nimbus"/g, 'provider=~".+"'],
    ['a shorter window', /\[5m\]/g, '[3m]'],
    ['a longer window', /\[5m\]/g, '[8m]'],
    ['an alert that does not wait', /for: 1m/g, 'for: 0s'],
    ['an alert that waits longer', /for: 1m/g, 'for: 2m'],
    ['a boundary of Prometheus 2 only', 'le=~"2(\\\\.0)?"', 'le="2"'],
    ['a boundary of Prometheus 3 only', 'le=~"2(\\\\.0)?"', 'le="2.0"'],
    ['the slowness of failures', /outcome="ok"/g, 'outcome=~".+"'],
    [
      'all waits in place of the long ones',
      / - sum by \(limit\) \(increase\(evenkeel_limit_wait_seconds_bucket.+?5m\]\)\)/,
      '',
    ],
    [
      'waits that are not told apart',
      'sum by (limit) (increase(evenkeel_limit_wait_seconds_count',
      'sum (increase(evenkeel_limit_wait_seconds_count',
    ],
    ['another severity', /severity: ticket/, 'severity: page'],
    ['another runbook', 'nimbus-latency.md', 'nimbus-errors.md'],
  ];

  test.concurrent.each(mutations)('%s', async (what, from, to) => {
    const name = what.replaceAll(' ', '-');
    const shipped = await readFile(join(folder, 'generated', `${nimbusProfile.name}.rules.yaml`), 'utf8');
    const mutated = shipped.replace(from, to);
    expect(mutated).not.toBe(shipped);
    await promtool.write(join(name, 'generated', 'nimbus.rules.yaml'), mutated);
    const tests = await promtool.write(join(name, 'tests', 'nimbus.rules.test.yaml'), '');
    await cp(join(folder, 'tests', 'nimbus.rules.test.yaml'), tests);
    const checked = await promtool.run('check', 'rules', join(promtool.folder, name, 'generated', 'nimbus.rules.yaml'));
    expect(checked.ok, checked.said).toBe(true);
    expect((await promtool.run('test', 'rules', tests)).ok).toBe(false);
  });
});
