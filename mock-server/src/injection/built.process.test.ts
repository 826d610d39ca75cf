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
  // In a place from which the build's dependencies are found.
  const cache = join(cwd, '../node_modules/.cache');
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'mock-server-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Adds each fault with its defaults to the built server, and prints which faults there are and which are active. */
const script = `
  const { listFaults, startMockServer } = await import(process.argv[1]);
  await using server = await startMockServer();
  const listed = listFaults();
  for (const { operation, defaults } of listed) {
    const provider = operation === null ? 'nimbus' : 'nerox';
    await server.admin.addFault({ provider, ttlMs: 60_000, ...defaults });
  }
  const { faults } = await server.admin.ask('GET', 'faults');
  console.log(JSON.stringify({ listed, on: faults.map(({ fault }) => fault) }));
`;

test('the built server has the faults of the sources', async () => {
  const options = ['--config-loader', 'native', '--no-dts', '--logLevel', 'silent', '--out-dir', folder];
  await run(process.execPath, [fileURLToPath(import.meta.resolve('tsdown/run')), ...options], { cwd });
  // The toolkit that it imports is not built.
  const env = { ...process.env, NODE_OPTIONS: '-C source' };
  const launch = pathToFileURL(join(folder, 'launch.mjs')).href;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, launch], { cwd, env });
  const listed = listFaults();
  expect(JSON.parse(stdout)).toEqual({ listed, on: listed.map(({ name }) => name) });
});
