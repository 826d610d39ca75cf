import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from './command.ts';

const outputs = [
  { path: 'dashboards/generated/a.rules.yaml', content: 'a\n' },
  { path: 'docs/providers/a.md', content: '# A\n' },
];

let root: string;
let printed: string[];
let errors: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'evenkeel-generate-'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

function run(...args: string[]): Promise<number> {
  printed = [];
  errors = [];
  return runCommand(args, outputs, {
    root,
    print: (line) => printed.push(line),
    printError: (line) => errors.push(line),
  });
}

test('files are written once, and then are up to date', async () => {
  expect(await run()).toBe(0);
  expect(printed).toEqual(['created dashboards/generated/a.rules.yaml', 'created docs/providers/a.md', 'Done.']);
  expect(await readFile(join(root, 'docs/providers/a.md'), 'utf8')).toBe('# A\n');
  expect(await run()).toBe(0);
  expect(printed).toEqual(['All 2 generated files were up to date.']);
  expect(await run('--check')).toBe(0);
  expect(errors).toEqual([]);
});

test('drift of every kind is named with its remedy, and nothing is written by --check', async () => {
  await mkdir(join(root, 'dashboards/generated'), { recursive: true });
  await writeFile(join(root, 'dashboards/generated/a.rules.yaml'), 'edited\n');
  await writeFile(join(root, 'dashboards/generated/gone.rules.yaml'), 'gone\n');
  expect(await run('--check')).toBe(1);
  expect(errors).toEqual([
    'changed dashboards/generated/a.rules.yaml',
    'missing docs/providers/a.md',
    'stale dashboards/generated/gone.rules.yaml',
    'These files are not what the provider contracts say. Run `npm run generate` and commit the result.',
  ]);
  expect(await readFile(join(root, 'dashboards/generated/a.rules.yaml'), 'utf8')).toBe('edited\n');

  expect(await run()).toBe(0);
  expect(printed).toContain('removed dashboards/generated/gone.rules.yaml');
  expect(await run('--check')).toBe(0);
});

test('what does not look generated is left alone', async () => {
  await mkdir(join(root, 'docs/providers'), { recursive: true });
  await writeFile(join(root, 'docs/providers/picture.svg'), '<svg/>');
  await run();
  expect(await readFile(join(root, 'docs/providers/picture.svg'), 'utf8')).toBe('<svg/>');
});

test('a wrong option is one sentence and exit code 3', async () => {
  expect(await run('--chekc')).toBe(3);
  expect(errors).toEqual(['Unknown option "--chekc". Did you mean "--check"? --help lists all options.']);
  expect(await run('--check', '--check')).toBe(3);
  expect(errors).toEqual(['--check is given more than once: give it once.']);
  expect(await run('nimbus')).toBe(3);
  expect(errors).toEqual(['Unexpected "nimbus": all files are written, or compared with --check.']);
});

test('help is printed and nothing is done', async () => {
  expect(await run('--help')).toBe(0);
  expect(printed.join()).toContain('--check');
  expect(await run('--check')).toBe(1);
});
