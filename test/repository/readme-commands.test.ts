import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './files.fixture.ts';
import { promisedCommands } from './readme-commands.ts';

const fence = '```';
const block = (language: string, ...lines: string[]): string => `${fence}${language}\n${lines.join('\n')}\n${fence}\n`;

describe('promisedCommands', () => {
  it.each<[string, string, [string, number][]]>([
    [
      'reads sh blocks only',
      block('sh', 'npm test') + block('console', 'git clone x') + block('ts', 'f();'),
      [['npm test', 0]],
    ],
    [
      'splits chains',
      block('sh', 'npm ci && npm run load'),
      [
        ['npm ci', 0],
        ['npm run load', 0],
      ],
    ],
    ['reads the exit code', block('sh', 'npm run load -- a # FAIL, exits 1'), [['npm run load -- a', 1]]],
    [
      'gives it to the last of a chain',
      block('sh', 'npm ci && npm run load # exits 2'),
      [
        ['npm ci', 0],
        ['npm run load', 2],
      ],
    ],
    ['joins continued lines', block('sh', 'npm run load -- \\', '  --seed 2'), [['npm run load -- --seed 2', 0]]],
    ['skips comments and empty lines', block('sh', '# first', '', 'npm test'), [['npm test', 0]]],
    ['names each command once', block('sh', 'npm test') + block('sh', 'npm  test'), [['npm test', 0]]],
    ['keeps a # within a word', block('sh', 'npm run load -- --out a#b'), [['npm run load -- --out a#b', 0]]],
  ])('%s', (_, markdown, expected) => {
    expect(promisedCommands(markdown).map(({ command, exitCode }) => [command, exitCode])).toEqual(expected);
  });
});

describe('the README', () => {
  it('promises npm scripts that exist', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const commands = promisedCommands(await readFile(join(root, 'README.md'), 'utf8'));
    expect(commands.length).toBeGreaterThan(0);
    const promised = commands.flatMap(({ command }) => /^npm (?:run )?([\w:-]+)/.exec(command)?.[1] ?? []);
    expect(promised.filter((name) => name !== 'ci' && scripts[name] === undefined)).toEqual([]);
  });
});
