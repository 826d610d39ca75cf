import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { goBuild } from './go-build.ts';
import { copyFromImage } from './image.ts';
import type { Recipe } from './tool.ts';

/** The version is pinned once, in go.mod; the image has the same version. */
export const k6: Recipe = {
  name: 'k6',
  bundle: 'k6',
  variable: 'EVENKEEL_K6',
  minimumVersion: '1.0.0',
  versionArgs: ['version'],
  keptIn: async ({ root }) => {
    const { built, copied } = await readPin(root);
    return [built, copied];
  },
  ways: async (workshop) => {
    const { module, version, built, copied } = await readPin(workshop.root);
    return [
      {
        origin: 'build',
        title: 'building it with Go',
        make: async (partial) => {
          await goBuild(workshop, { module, output: join(partial, 'k6'), label: `k6 ${version}` });
          return { folder: partial, name: built };
        },
      },
      {
        origin: 'image',
        title: 'copying it out of a Docker image',
        make: async (partial) => {
          await copyFromImage(workshop, { image: `grafana/k6:${version}`, files: ['/usr/bin/k6'], folder: partial });
          return { folder: partial, name: copied };
        },
      },
    ];
  },
  remedies: [
    'install k6 1.0 or newer so that it is on PATH, or set EVENKEEL_K6 to the program;',
    'install Go 1.25 or newer: k6 is then built from loadtests/k6/go.mod;',
    'start a Docker engine: k6 is then copied out of its image.',
  ],
};

interface Pin {
  module: string;
  version: string;
  /**
   * The folder's name; it changes with everything that goes into the build, so that an old program never serves a new
   * pin.
   */
  built: string;
  copied: string;
}

async function readPin(root: string): Promise<Pin> {
  const module = join(root, 'loadtests', 'k6');
  const hash = createHash('sha256');
  let version = '';
  for (const name of (await readdir(module, { recursive: true })).sort()) {
    if (!/\.(go|mod|sum)$/.test(name) || name.endsWith('_test.go')) continue;
    const text = await readFile(join(module, name), 'utf8');
    hash.update(`${name}\n${text.length}\n${text}`);
    if (name === 'go.mod') version = /^require go\.k6\.io\/k6 v(\S+)/m.exec(text)?.[1] ?? '';
  }
  if (version === '') throw new Error('loadtests/k6/go.mod does not require go.k6.io/k6 at a version.');
  return {
    module,
    version,
    built: `k6-${version}-${hash.digest('hex').slice(0, 12)}`,
    copied: `k6-${version}-image`,
  };
}
