import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle } from './bundle.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function bundled(source: string): Promise<string> {
  const script = join(folder, 'script.ts');
  const out = join(folder, 'script.js');
  await writeFile(script, source);
  await bundle(script, out);
  return readFile(out, 'utf8');
}

it('brings the contract along and leaves k6 outside', async () => {
  const script = await bundled(`
    import http from 'k6/http';
    import { nimbusProfile } from '@evenkeel/toolkit/providers';
    export const options = { vus: 1 };
    export function setup() { return nimbusProfile.name; }
    export function other() { http.get('http://x'); }
    export default function () {}
  `);
  expect(script).toMatch(/from "k6\/http"/);
  expect(script).toContain('evenkeel_');
  expect(script).not.toMatch(/from "(@|\.|node:)/);
  for (const name of ['default', 'options', 'setup', 'other', 'handleSummary']) {
    expect(script).toMatch(new RegExp(`export \\{[^}]*\\b${name}\\b`));
  }
});

it('says what a script lacks', async () => {
  await expect(bundled(`import { x } from './nowhere.ts'; export default x;`)).rejects.toThrow(
    'Could not resolve "./nowhere.ts"',
  );
});
