import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-lock-'));
  path = join(folder, 'below', 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('withLock', () => {
  it('lets one in at a time, and tells the others once', async () => {
    let inside = 0;
    let waits = 0;
    const others = Promise.withResolvers<void>();
    const visit = async (): Promise<void> => {
      inside++;
      expect(inside).toBe(1);
      // The first one stays inside until all others wait.
      await others.promise;
      inside--;
    };
    const onWait = (): void => {
      waits++;
      if (waits === 4) others.resolve();
    };
    const options = { pollMs: 1, onWait };
    await Promise.all(Array.from({ length: 5 }, () => withLock(path, visit, options)));
    expect(waits).toBe(4);
    expect(await readdir(join(folder, 'below'))).toEqual([]);
  });

  it('is released when the work fails', async () => {
    await expect(withLock(path, () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
    expect(await withLock(path, () => Promise.resolve('mine'))).toBe('mine');
  });

  it.each([
    ['of a dead process', '2147483646', 0],
    ['that nobody has touched for long', String(process.pid), 60_000],
  ])('takes over a lock %s', async (_, pid, ageMs) => {
    await withLock(path, () => Promise.resolve());
    await writeFile(path, pid);
    const touched = new Date(Date.now() - ageMs);
    await utimes(path, touched, touched);
    expect(await withLock(path, () => Promise.resolve('mine'))).toBe('mine');
  });

  it('ends the wait at once when the signal aborts', async () => {
    const interrupted = new AbortController();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: held, resolve: hold } = Promise.withResolvers<void>();
    const holder = withLock(path, () => {
      hold();
      return released;
    });
    await held;
    const waiting = withLock(path, () => Promise.resolve('never'), {
      signal: interrupted.signal,
      pollMs: 60_000,
      onWait: () => setImmediate(() => interrupted.abort()),
    });
    await expect(waiting).rejects.toThrow(/abort/i);
    release();
    await holder;
  });
});
