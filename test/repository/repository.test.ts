import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { repositoryFiles, root } from './files.fixture.ts';

/** Text that belongs to one machine, one network or one person, and must not be in the repository. */
const foreign: [string, RegExp][] = [
  ['a path of one machine', /(?<![\w.~)])\/(?:root|work|home\/\w+|Users\/\w+|tmp\/\w+)\//],
  [
    'a registry host',
    /\b(?:registry\.npmjs\.org|registry\.yarnpkg\.com|(?:proxy|sum)\.golang\.org|deb\.debian\.org)\b/,
  ],
];

interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  license?: string;
  engines?: { node?: string };
  workspaces?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const read = (file: string): Promise<string> => readFile(join(root, file), 'utf8');
const readManifest = async (file: string): Promise<Manifest> => JSON.parse(await read(file)) as Manifest;

let manifests: [string, Manifest][];
beforeAll(async () => {
  const { workspaces = [] } = await readManifest('package.json');
  const files = ['package.json', ...workspaces.map((workspace) => `${workspace}/package.json`)];
  manifests = await Promise.all(
    files.map(async (file): Promise<[string, Manifest]> => [file, await readManifest(file)]),
  );
});

describe('every file in git', () => {
  it.each(foreign)('is free of %s', async (_, pattern) => {
    const hits: string[] = [];
    for (const file of repositoryFiles()) {
      const text = await read(file);
      const line = text.split('\n').findIndex((each) => pattern.test(each));
      if (line !== -1) hits.push(`${file}:${line + 1}`);
    }
    expect(hits).toEqual([]);
  });

  it.each([
    // `|` stands for `/`, since this file is searched, too.
    ['cd |work|main && npm ci', true],
    ['"|home|somebody|src"', true],
    ['open |tmp|warm|k6', true],
    ['https:||example.org|work|item', false],
    ['loadtests|work|item', false],
  ])('would be caught: %s: %s', (text, caught) => {
    expect(foreign.some(([, pattern]) => pattern.test(text.replaceAll('|', '/')))).toBe(caught);
  });

  it('counts the generated files in', () => {
    const generated = repositoryFiles().filter((file) => file.startsWith('dashboards/generated/'));
    expect(generated.filter((file) => file.endsWith('.json'))).not.toEqual([]);
    expect(generated.filter((file) => file.endsWith('.rules.yaml'))).not.toEqual([]);
  });
});

describe('package.json', () => {
  it('pins every dependency to one version', () => {
    const loose = manifests.flatMap(([file, { dependencies, devDependencies, optionalDependencies }]) =>
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
        .filter(([, range]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(range))
        .map(([name, range]) => `${file}: ${name} ${range}`),
    );
    expect(loose).toEqual([]);
  });

  it('pins our own packages to the versions they have', () => {
    const versions = new Map(manifests.map(([, { name, version }]) => [name, version]));
    const wrong = manifests.flatMap(([file, { dependencies, devDependencies }]) =>
      Object.entries({ ...dependencies, ...devDependencies })
        .filter(([name, range]) => name.startsWith('@evenkeel/') && versions.get(name) !== range)
        .map(([name, range]) => `${file}: ${name} ${range}`),
    );
    expect(wrong).toEqual([]);
  });

  it('names the licence everywhere', () => {
    expect(manifests.filter(([, { license }]) => license !== 'MIT').map(([file]) => file)).toEqual([]);
  });

  it('names the same Node.js for the repository and for each published package', () => {
    const published = manifests.filter(([file, manifest]) => file === 'package.json' || manifest.private !== true);
    expect(published.length).toBeGreaterThan(1);
    expect(new Set(published.map(([, { engines }]) => engines?.node))).toEqual(new Set(['>=22.22']));
  });
});

describe('package-lock.json', () => {
  let packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>;
  beforeAll(async () => {
    ({ packages } = JSON.parse(await read('package-lock.json')) as { packages: typeof packages });
  });

  it('locks the programs of every platform, not only those of the one it was written on', () => {
    const locked = Object.keys(packages);
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !locked.some((path) => path.endsWith(`node_modules/${name}`)));
    expect(missing).toEqual([]);
  });

  it('records no download addresses', () => {
    const addresses = Object.values(packages).flatMap(({ resolved }) => resolved ?? []);
    expect(addresses.filter((address) => /^[a-z+]+:/.test(address))).toEqual([]);
  });
});
