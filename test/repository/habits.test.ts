import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './files.fixture.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  devDependencies: Record<string, string>;
};

describe('CONTRIBUTING.md', () => {
  const text = read('CONTRIBUTING.md');

  it('names commands that there are', () => {
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script);
    expect(named).not.toEqual([]);
    for (const script of named) expect(manifest.scripts).toHaveProperty([script]);
  });

  it('names files that there are', () => {
    const named = [...text.matchAll(/`([.\w-]+(?:\/[.\w-]+)+)`/g)].map(([, file = '']) => file);
    expect(named).not.toEqual([]);
    for (const file of named) expect(existsSync(join(root, file)), file).toBe(true);
  });
});

it('the Node.js that is installed is the one that is asked for', () => {
  expect(read('.node-version').trim()).toBe(manifest.devDependencies.node);
});

it('the hosted CI does what .ci/run does, and nothing else', () => {
  const { jobs } = parse(read('.github/workflows/ci.yml')) as { jobs: Record<string, { steps: { run?: string }[] }> };
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  expect(commands).toEqual(['.ci/run']);
});

it('the debugger starts programs that there are', () => {
  const { configurations } = JSON.parse(read('.vscode/launch.json')) as { configurations: { program: string }[] };
  const programs = configurations.map(({ program }) => program.replace(/^\$\{workspaceFolder\}/, root));
  expect(programs).not.toEqual([]);
  for (const program of programs) expect(existsSync(program), program).toBe(true);
});

describe('the hook for commit messages', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-message-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const longest = 'x'.repeat(72);
  it.each([
    ['A fault\n\nSince it was missing.\n', ''],
    [`${longest}\n\nSo.\n`, ''],
    [`${longest}x\n\nSo.\n`, 'The first line has 73 characters'],
    ['A fault\n', 'There is no body'],
    ['A fault\n\n\n', 'There is no body'],
    ['A fault\n\nSigned-off-by: A <a@example.org>\n', 'There is no body'],
    ['A fault\n\n# Please enter the message\n# On branch main\n', 'There is no body'],
    ['A fault\n\n# ------------------------ >8 ------------------------\ndiff --git\n', 'There is no body'],
    ['A fault\nwith more\n\nSo.\n', 'The second line is not empty'],
    ['\n\nSo.\n', 'The first line is empty'],
    ['Merge branch main\n', ''],
    ['fixup! A fault\n', ''],
  ])('%j', async (message, refusal) => {
    const file = join(folder, 'message');
    await writeFile(file, message);
    const { status, stderr } = spawnSync(join(root, '.githooks/commit-msg'), [file], { encoding: 'utf8' });
    expect(status).toBe(refusal === '' ? 0 : 1);
    expect(stderr).toContain(refusal);
  });

  it('can be run by git', () => {
    const [mode] = execFileSync('git', ['ls-files', '--stage', '.githooks/commit-msg'], {
      cwd: root,
      encoding: 'utf8',
    }).split(' ');
    expect(mode).toBe('100755');
  });
});
