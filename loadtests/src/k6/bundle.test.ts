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

it('leaves out what only Node.js can run, where the script does not use it', async () => {
  const script = await bundled(`
    import { RetryPolicy } from '@evenkeel/toolkit';
    import { wrap } from 'cockatiel';
    export default function () { return wrap(new RetryPolicy({})); }
  `);
  expect(script).toContain('RetryPolicy = class');
  expect(script).not.toContain('node:');
});

it('names what only Node.js can run, where the script uses it', async () => {
  const source = `import { NodeTransport } from '@evenkeel/toolkit'; export default () => new NodeTransport({});`;
  await expect(bundled(source)).rejects.toThrow(
    /script\.ts can't run in k6: .*node-transport\.ts uses node:https?, which k6 lacks\./,
  );
});

it('names a regular expression that k6 misreads', async () => {
  const source = String.raw`const day = /(?<day>\d)/; export default () => day.exec('1').groups.day;`;
  await expect(bundled(source)).rejects.toThrow("script.ts can't run in k6: k6 misreads the regular expression");
});

it('leaves nothing behind of a regular expression that the script does not use', async () => {
  const source = String.raw`const emoji = /\p{Emoji}/u; export default () => {};`;
  expect(await bundled(source)).not.toContain('Emoji');
});

it('lowers what k6 cannot parse', async () => {
  const script = await bundled(`
    async function* numbers() { yield 1; }
    export default async () => { for await (const n of numbers()) console.log(n); };
  `);
  expect(script).not.toMatch(/async\s*function\s*\*|for await/);
});
