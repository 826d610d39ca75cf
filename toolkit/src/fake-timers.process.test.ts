import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { fetchScenarios } from './client/fetch/fetch-timers.fixture.ts';
import { scenarios } from './policies/fake-timers.fixture.ts';

const run = promisify(execFile);

const all = [...scenarios, ...fetchScenarios];

it('every policy, and a fetch, works under the mock timers of node:test', async () => {
  const file = join(import.meta.dirname, 'fake-timers.node.fixture.ts');
  const { stdout } = await run(process.execPath, ['-C', 'source', '--test', '--test-reporter=tap', file], {
    // Node.js runs no tests from within a test of its own.
    env: { PATH: process.env.PATH },
  });
  const alone = all.filter(({ byTimersAlone }) => byTimersAlone);
  expect(stdout).toContain(`# pass ${all.length + alone.length}\n`);
  expect(stdout).toContain('# fail 0\n');
}, 60_000);
