import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Child, nodeScript } from './child.ts';
import { startOf, temporaryFolder } from './temporary-folder.ts';

/** How long children may take to be gone after their runner. */
const GONE_WITHIN_MS = 5_000;

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
});
afterAll(() => rm(place, { recursive: true }));

interface Started {
  /** Not started by what is tested here, but by Node.js itself. */
  runner: ChildProcess;
  /** The process ids of what the runner has started, and of what that has started. */
  ids: number[];
  folder: string;
}

async function startRunner(how: string): Promise<Started> {
  const script = join(import.meta.dirname, 'runner.fixture.ts');
  const runner = spawn(process.execPath, ['-C', 'source', script, how, place], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [{ ids, folder }] = (await once(runner, 'message')) as [{ ids: number[]; folder: string }];
  return { runner, ids, folder };
}

async function living(ids: readonly number[]): Promise<number[]> {
  const starts = await Promise.all(ids.map(startOf));
  return ids.filter((_, i) => starts[i] !== null);
}

/** The processes that are still there at the end. */
async function leftOf(ids: readonly number[]): Promise<number[]> {
  const deadlineMs = performance.now() + GONE_WITHIN_MS;
  for (;;) {
    const left = await living(ids);
    if (left.length === 0 || performance.now() > deadlineMs) return left;
    await delay(50);
  }
}

describe('what a runner has started', () => {
  it.each([
    { way: 'by SIGKILL', how: 'wait', end: (runner: ChildProcess) => runner.kill('SIGKILL') },
    { way: 'by SIGTERM', how: 'wait', end: (runner: ChildProcess) => runner.kill('SIGTERM') },
    { way: 'by an exit', how: 'exit', end: () => {} },
    { way: 'by a defect', how: 'throw', end: () => {} },
  ])('is gone within 5 s of its end $way, its folder by the next start', async ({ how, end }) => {
    const { runner, ids, folder } = await startRunner(how);
    expect(ids.length).toBeGreaterThan(6);
    if (how === 'wait') expect(await living(ids)).toEqual(ids);
    end(runner);
    if (runner.exitCode === null && runner.signalCode === null) await once(runner, 'exit');
    expect(await leftOf(ids)).toEqual([]);
    expect(existsSync(folder)).toBe(true);
    await using _ = await temporaryFolder('next', place);
    expect(existsSync(folder)).toBe(false);
  });

  it('stays while the runner does', async () => {
    const { runner, ids, folder } = await startRunner('wait');
    await using _ = await temporaryFolder('next', place);
    expect(existsSync(folder)).toBe(true);
    expect(await living(ids)).toEqual(ids);
    runner.kill('SIGKILL');
    expect(await leftOf(ids)).toEqual([]);
  });
});

describe('what a process has started', () => {
  const parent = (): Child =>
    new Child({
      name: 'the parent',
      ...nodeScript(join(import.meta.dirname, 'stubborn.fixture.ts'), 'parent'),
    });

  it.each([
    { way: 'killed', end: async (child: Child) => child.kill() },
    { way: 'stopped, and hears nothing', end: (child: Child) => child.stop(100) },
    { way: 'dead of something else', end: async ({ pid = 0 }: Child) => void process.kill(pid, 'SIGKILL') },
  ])('is gone with it, once it is $way', async ({ end }) => {
    const child = parent();
    const { pids } = await child.next('ready');
    await end(child);
    await expect(child.ended).resolves.toBeNull();
    expect(await leftOf(pids as number[])).toEqual([]);
  });
});
