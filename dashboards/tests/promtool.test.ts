import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { contracts, nimbusProfile } from '@evenkeel/toolkit/providers';
import { obtain } from '@evenkeel/tools/programs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { buildDashboard, buildRules, listPanelQueries, rulesToYaml, substitute } from '../src/index.ts';

const folder = join(import.meta.dirname, '..');
let promtool: string;
let scratch: string;

beforeAll(async () => {
  promtool = (await obtain('promtool')).path;
  scratch = await mkdtemp(join(tmpdir(), 'evenkeel-rules-'));
}, 600_000);

afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<{ ok: boolean; said: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(promtool, args);
    return { ok: true, said: stdout + stderr };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { ok: false, said: stdout + stderr };
  }
}

async function write(name: string, content: string): Promise<string> {
  const path = join(scratch, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  return path;
}

describe.each(contracts)('promtool on $name', (contract) => {
  test('accepts the committed rules', async () => {
    const { ok, said } = await run('check', 'rules', join(folder, 'generated', `${contract.name}.rules.yaml`));
    expect(ok, said).toBe(true);
    expect(said).toContain(`SUCCESS: ${contract.objectives.length} rules found`);
  });

  test('passes the committed tests of the rules', async () => {
    const { ok, said } = await run('test', 'rules', join(folder, 'tests', `${contract.name}.rules.test.yaml`));
    expect(ok, said).toBe(true);
  });

  test('accepts the rules with short windows', async () => {
    const rules = rulesToYaml(buildRules(contract, { alertWindowMs: 10_000, alertForMs: 2_000 }));
    const { ok, said } = await run('check', 'rules', await write(`${contract.name}.short.yaml`, rules));
    expect(ok, said).toBe(true);
  });

  // Its parser knows the types of PromQL, which the linter's grammar does not.
  test('accepts every query of the panels', async () => {
    const queries = listPanelQueries(buildDashboard(contract));
    const rules = queries.map(({ panelId, expr }, index) => ({
      record: `panel:${panelId}:${index}`,
      expr: substitute(expr, { rateIntervalSeconds: 20, rangeSeconds: 900, job: '.+' }),
    }));
    const file = stringify({ groups: [{ name: 'panels', rules }] }, { lineWidth: 0 });
    const { ok, said } = await run('check', 'rules', await write(`${contract.name}.panels.yaml`, file));
    expect(ok, said).toBe(true);
    expect(said).toContain(`${queries.length} rules found`);
  });
});

test('promtool accepts the configuration of Prometheus', async () => {
  const { ok, said } = await run('check', 'config', '--syntax-only', join(folder, 'prometheus.yml'));
  expect(ok, said).toBe(true);
});

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
    ['another severity', /severity: ticket/, 'severity: page'],
    ['another runbook', 'nimbus-latency.md', 'nimbus-errors.md'],
  ];

  test.concurrent.each(mutations)('%s', async (what, from, to) => {
    const name = what.replaceAll(' ', '-');
    const shipped = await readFile(join(folder, 'generated', `${nimbusProfile.name}.rules.yaml`), 'utf8');
    const mutated = shipped.replace(from, to);
    expect(mutated).not.toBe(shipped);
    await write(join(name, 'generated', 'nimbus.rules.yaml'), mutated);
    const tests = await write(join(name, 'tests', 'nimbus.rules.test.yaml'), '');
    await cp(join(folder, 'tests', 'nimbus.rules.test.yaml'), tests);
    const checked = await run('check', 'rules', join(scratch, name, 'generated', 'nimbus.rules.yaml'));
    expect(checked.ok, checked.said).toBe(true);
    expect((await run('test', 'rules', tests)).ok).toBe(false);
  });
});
