import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contracts } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const [, section = ''] = readFileSync(join(root, 'docs/contract.md'), 'utf8').split('## A further API');
/** The places that the document says to touch; one that ends in a slash is a folder. */
const places = [...section.matchAll(/`([^`]+\/[^`]*)`/g)].map(([, place = '']) => place);

const files = globSync(
  '{toolkit/src,mock-server/src,examples/gateway/src,loadtests/scenarios,loadtests/faults,docs/runbooks}/**',
  {
    cwd: root,
    exclude: (path) => /\.(test|fixture)\.ts$/.test(path),
  },
).filter((path) => /\.(ts|md)$/.test(path));

describe.each(contracts)('docs/contract.md on what an API takes, by the example of $name', ({ name, objectives }) => {
  const names = objectives.map((objective) => objective.name).join('|');
  const matchers = places.map((place) => {
    const filled = place.replaceAll('.', '\\.').replaceAll('*', '[^/]+').replaceAll('<name>', name);
    return new RegExp(`^${filled.replaceAll('<objective>', `(?:${names})`)}${place.endsWith('/') ? '' : '$'}`);
  });

  test('names nothing that is not there', () => {
    expect(places.length).toBeGreaterThan(5);
    const missing = places.filter((_, at) => !files.some((file) => matchers[at]?.test(file)));
    expect(missing).toEqual([]);
  });

  test('leaves nothing out that is named after it or imports it by name', () => {
    const imports = new RegExp(`^import [^;]*\\b${name}\\b`, 'm');
    const concerned = files.filter((file) => {
      return new RegExp(`/${name}[-./]`).test(file) || imports.test(readFileSync(join(root, file), 'utf8'));
    });
    expect(concerned.length).toBeGreaterThan(places.length);
    expect(concerned.filter((file) => !matchers.some((matcher) => matcher.test(file)))).toEqual([]);
  });
});
