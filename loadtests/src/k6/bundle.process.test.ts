import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const out = (): string => join(folder, 'script.js');

async function bundleFrom(source: string, had?: ReadonlySet<string>): Promise<string[]> {
  const script = join(folder, 'script.ts');
  await writeFile(script, source);
  return bundle(script, out(), had);
}

async function bundled(source: string): Promise<string> {
  await bundleFrom(source);
  return readFile(out(), 'utf8');
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
  const source = `import { NodeTransport } from '@evenkeel/toolkit/node'; export default () => new NodeTransport({});`;
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

describe('an extension', () => {
  const streaming = `
    import { sse } from '@evenkeel/loadtests/scenarios/sse';
    export default () => sse?.open('http://x', null, () => {});
  `;

  it('is left to the k6 that has it', async () => {
    expect(await bundleFrom(streaming, new Set(['k6/x/sse']))).toEqual([]);
    expect(await readFile(out(), 'utf8')).toContain('from "k6/x/sse"');
  });

  it('is stood in for where k6 lacks it, and that is told', async () => {
    const leftOut = ['This k6 has no server-sent-events module: streaming is left out.'];
    expect(await bundleFrom(streaming)).toEqual(leftOut);
    expect(await readFile(out(), 'utf8')).not.toContain('k6/x/');
  });

  it('is of no interest to a script that does not use it', async () => {
    expect(await bundleFrom('export default () => {};')).toEqual([]);
  });

  it('is named where nothing can stand in for it', async () => {
    await expect(bundleFrom(`import kafka from 'k6/x/kafka'; export default kafka;`)).rejects.toThrow(
      "script.ts can't be bundled: this k6 lacks the extension k6/x/kafka",
    );
  });
});
