import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './files.fixture.ts';
import { runExample } from './page-example.fixture.ts';

const called = ['https://api.example.com', 'https://models.example.com'];

/** By the sections that have an example: what it prints, and what it asks for. */
const examples: [string, string, string[]][] = [
  ['Under your SDK', '200\n', ['GET /v1/items']],
  ['Accounts', '', []],
  ['Where you know the limits', '200\n', ['POST /v1/chat/completions']],
  ['Calls that differ', '', ['POST /v1/search']],
  ['Refusals', '', []],
  ['Watching it', '', []],
  ['In tests', '200 true\n', []],
];

it.each(examples)('docs/fetch.md, %s: the example runs', async (section, printed, asked) => {
  expect(await runExample('docs/fetch.md', section, called)).toEqual({ printed, asked });
});

it('each example of docs/fetch.md is run', async () => {
  const page = await readFile(join(root, 'docs/fetch.md'), 'utf8');
  expect(page.match(/^```ts$/gm)).toHaveLength(examples.length);
});
