import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('lets an error that nobody took fail the case that it comes from, and no other', async () => {
  const fixture = join(import.meta.dirname, 'escape.fixture.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['-C', 'source', fixture]);
  expect(JSON.parse(stdout)).toEqual({
    ends: [
      'an error that nobody took: Error: from a timer',
      'an error that nobody took: Error: not awaited',
      'passed',
      'passed',
    ],
    late: ['afterwards: an error that nobody took: Error: too late'],
    lost: ['Error: of no case'],
  });
});
