import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@evenkeel/tools/child';
import { describe, expect, it } from 'vitest';
import { readTests } from './read-tests.ts';

const texts = {
  'resources/testharness.js': '',
  'fetch/api/basic/one.any.js': '// META: variant=?a\n// META: variant=?b\n',
  'fetch/api/basic/two.https.any.js': '',
  'fetch/api/basic/page.html': '',
  'fetch/content-length/three.any.js': '// META: timeout=long\n',
  'fetch/http-cache/four.any.js': '',
};

async function checkout(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder('tests');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  }
  return folder;
}

describe('the tests of a checkout', () => {
  it('are those of fetch that run in any place, each variant for itself', async () => {
    await using root = await checkout(texts);
    const { run, skipped } = await readTests(root.path, '');
    expect(run.map(({ path, variant }) => path + variant)).toEqual([
      'fetch/api/basic/one.any.js?a',
      'fetch/api/basic/one.any.js?b',
      'fetch/content-length/three.any.js',
    ]);
    expect(skipped).toEqual([{ path: 'fetch/api/basic/two.https.any.js', needs: 'a secure page' }]);
  });

  it('can be a part of them', async () => {
    await using root = await checkout(texts);
    expect((await readTests(root.path, 'three')).run).toHaveLength(1);
    await expect(readTests(root.path, 'four')).rejects.toThrow('--files: no file that can be run has "four"');
  });

  it('have a digest that changes with any text', async () => {
    await using root = await checkout(texts);
    await using other = await checkout({ ...texts, 'fetch/content-length/three.any.js': '// another\n' });
    expect((await readTests(root.path, '')).digest).not.toBe((await readTests(other.path, '')).digest);
  });

  it('are none where there is no checkout', async () => {
    await using root = await checkout({ 'fetch/api/basic/one.any.js': '' });
    await expect(readTests(root.path, '')).rejects.toThrow('name a checkout of web-platform-tests');
  });
});
