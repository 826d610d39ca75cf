import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listFaults } from './describe.ts';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeAll(async () => {
  // Where what it depends on is found.
  const cache = join(cwd, '../node_modules/.cache');
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'mock-server-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the built package has the faults of the sources', async () => {
  const options = ['--config-loader', 'native', '--no-dts', '--logLevel', 'silent', '--out-dir', folder];
  await run(process.execPath, [fileURLToPath(import.meta.resolve('tsdown/run')), ...options], { cwd });
  const launch = pathToFileURL(join(folder, 'launch.mjs')).href;
  const script = `import { listFaults } from '${launch}'; console.log(JSON.stringify(listFaults()))`;
  const args = ['-C', 'source', '--input-type=module', '-e', script];
  const { stdout } = await run(process.execPath, args, { cwd });
  expect(JSON.parse(stdout)).toEqual(listFaults());
});
