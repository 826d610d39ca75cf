import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { runCommand, temporaryFolder } from '@evenkeel/tools/child';
import { need } from '@evenkeel/tools/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const cli = join(import.meta.dirname, '..', 'src', 'cli.ts');
const GONE_WITHIN_MS = 5_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts a fleet as a plain child process, without a channel to it, and waits until it is under load. */
async function fleetAtWork(): Promise<ChildProcess> {
  const args = [
    'neura-fleet',
    '--processes',
    '2',
    '--duration',
    '60',
    '--redis',
    'server',
    '--out',
    join(folder, 'out'),
  ];
  const runner = spawn(process.execPath, ['-C', 'source', cli, ...args], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface({ input: runner.stderr })) {
    if (/ [1-9][\d,]* of [\d,]+ calls/.test(line)) break;
  }
  return runner;
}

/** All processes that are not gone yet, with their commands. */
async function processes(): Promise<Map<number, { parent: number; command: string }>> {
  const { stdout } = await runCommand('ps', ['-eo', 'pid=,ppid=,stat=,args='], { env: process.env });
  const rows = [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s+([^\sZ]\S*)\s+(.*)$/gm)];
  return new Map(rows.map(([, pid, parent, , command = '']) => [Number(pid), { parent: Number(parent), command }]));
}

async function descendantsOf(pid: number): Promise<Map<number, string>> {
  const all = await processes();
  const found = new Map<number, string>();
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const [id, { parent, command }] of all) {
      if (parent === pid || found.has(parent)) found.set(id, command);
    }
  }
  return found;
}

const redis = await need('redis-server');

describe.skipIf(redis.missing)(`a fleet whose runner is killed${redis.because}`, () => {
  it('is gone within 5 s, and its folders by the next start', { timeout: 120_000 }, async () => {
    const runner = await fleetAtWork();
    const started = await descendantsOf(runner.pid as number);
    const commands = [...started.values()].join('\n');
    expect(commands.match(/worker\.mjs/g)?.length).toBeGreaterThanOrEqual(2);
    expect(commands.match(/redis-server /g)?.length).toBeGreaterThanOrEqual(2);
    expect(commands).toContain('mock-server/src/cli.ts');

    runner.kill('SIGKILL');
    await once(runner, 'exit');
    let left: number[] = [];
    for (const killedMs = performance.now(); performance.now() - killedMs < GONE_WITHIN_MS; await delay(100)) {
      const living = await processes();
      left = [...started.keys()].filter((id) => living.has(id));
      if (left.length === 0) break;
    }
    expect(left.map((id) => started.get(id))).toEqual([]);

    const leftBehind = (await readdir(folder)).filter((name) => name.startsWith('evenkeel-run-'));
    expect(leftBehind.length).toBeGreaterThan(0);
    await using _ = await temporaryFolder('next', folder);
    expect((await readdir(folder)).filter((name) => leftBehind.includes(name))).toEqual([]);
  });
});
