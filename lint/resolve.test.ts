import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Resolver } from './resolve.ts';

let root: string;
let resolver: Resolver;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'evenkeel-resolve-'));
  const manifests = {
    one: {
      name: '@evenkeel/one',
      exports: {
        '.': { source: { node: './src/node.ts', default: './src/index.ts' }, default: './dist/index.mjs' },
        './plain': './src/plain.ts',
        './policies/*': { source: './src/policies/*.ts', default: './dist/policies/*.mjs' },
        './built': { types: './dist/built.d.mts', default: './dist/built.mjs' },
        './closed': null,
      },
      imports: { '#transport': { node: './src/node-transport.ts', default: './src/transport.ts' } },
    },
    two: { name: 'two', exports: './src/index.ts' },
  };
  for (const [folder, manifest] of Object.entries(manifests)) {
    await mkdir(join(root, folder));
    await writeFile(join(root, folder, 'package.json'), JSON.stringify(manifest));
  }
  resolver = new Resolver(root, ['one', 'two', 'three']);
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('an import leads', () => {
  it.each<[to: string, specifier: string, files: readonly string[]]>([
    ['beside the file', './b.ts', ['one/src/deep/b.ts']],
    ['above it', '../../test/c.ts', ['one/test/c.ts']],
    ['out of the package', '../../../two/src/index.ts', ['two/src/index.ts']],
    ['to every file that conditions choose from', '#transport', ['one/src/node-transport.ts', 'one/src/transport.ts']],
  ])('%s: %s', (_to, specifier, files) => {
    expect(resolver.resolve(specifier, 'one/src/deep/a.ts', 'one')).toEqual({ files, face: false });
  });

  it.each<[to: string, specifier: string, files: readonly string[]]>([
    ['to the sources, where there are any', '@evenkeel/one', ['one/src/node.ts', 'one/src/index.ts']],
    ['to an entry of its own', '@evenkeel/one/plain', ['one/src/plain.ts']],
    ['to one of many like it', '@evenkeel/one/policies/retry', ['one/src/policies/retry.ts']],
    ['to what was built, where nothing else is said', '@evenkeel/one/built', ['one/dist/built.mjs']],
    ['to the only entry', 'two', ['two/src/index.ts']],
    ['nowhere, past the entries', '@evenkeel/one/src/plain.ts', []],
    ['nowhere, where an entry is closed', '@evenkeel/one/closed', []],
    ['nowhere, where there is one entry only', 'two/more', []],
  ])('%s: %s', (_to, specifier, files) => {
    expect(resolver.resolve(specifier, 'two/src/a.ts', 'two')).toEqual({ files, face: true });
  });

  it.each([
    ['cockatiel', 'cockatiel'],
    ['@other/package/deep', '@other/package'],
    ['prom-client/lib/x.js', 'prom-client'],
    ['node:fs/promises', 'node:fs'],
  ])('to a module that is none of ours: %s', (specifier, module) => {
    expect(resolver.resolve(specifier, 'one/src/a.ts', 'one')).toEqual({ module });
  });
});
