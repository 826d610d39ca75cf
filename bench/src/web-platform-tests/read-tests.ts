import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { WrongCall } from '@evenkeel/tools/command-line';
import { readMeta, type TestMeta } from './meta.ts';
import { needOf } from './skip.ts';

/** A file of tests, or one of its variants. */
export interface PageOfTests {
  /** Below the checkout, with `/`. */
  path: string;
  /** The query string that it runs with. */
  variant: string;
  meta: TestMeta;
}

export interface TestsFound {
  run: readonly PageOfTests[];
  /** Files that need what is not to be had here. */
  skipped: readonly { path: string; needs: string }[];
  /** Identifies the texts of all that are run, where a checkout does not say what it is. */
  digest: string;
}

/** What of the tests is about fetch and the bodies that it gives, and not about pages. */
const FOLDERS = ['fetch/api', 'fetch/content-encoding', 'fetch/content-length'];
const HARNESS = 'resources/testharness.js';

/**
 * The tests of a checkout that need no page to run.
 *
 * @param part only files that have this in their paths
 * @throws WrongCall where it is no such checkout, or no file is left
 */
export async function readTests(root: string, part: string): Promise<TestsFound> {
  if (!existsSync(join(root, HARNESS)) || !existsSync(join(root, 'fetch/api'))) {
    throw new WrongCall(`--tests: "${root}" has no ${HARNESS} and fetch/api; name a checkout of web-platform-tests.`);
  }
  const found: string[] = [];
  for (const folder of FOLDERS) {
    for await (const path of glob(`${folder}/**/*.any.js`, { cwd: root })) found.push(path.replaceAll(sep, '/'));
  }
  const run: PageOfTests[] = [];
  const skipped: { path: string; needs: string }[] = [];
  const hash = createHash('sha256');
  for (const path of found.toSorted().filter((each) => each.includes(part))) {
    const text = await readFile(join(root, path), 'utf8');
    const meta = readMeta(text);
    const needs = needOf(path, meta);
    if (needs !== undefined) {
      skipped.push({ path, needs });
      continue;
    }
    hash.update(`${path}\0${text}\0`);
    for (const variant of meta.variants) run.push({ path, variant, meta });
  }
  if (run.length === 0) throw new WrongCall(`--files: no file that can be run has "${part}" in its path.`);
  return { run, skipped, digest: hash.digest('hex').slice(0, 16) };
}
