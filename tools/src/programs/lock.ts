import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LockOptions {
  signal?: AbortSignal | undefined;
  /** Called once if another process holds the lock. */
  onWait?: () => void;
  /** How often a waiting process looks, in milliseconds. Default 500. */
  pollMs?: number;
  /** How long a lock stays untouched before its process counts as dead, in milliseconds. Default 30,000. */
  staleMs?: number;
}

/**
 * Runs `work` while no other process does. The lock only saves double work: if it is wrongly taken for stale, its
 * holder goes on, so `work` must put its results in place by a rename.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const { signal, onWait, pollMs = 500, staleMs = 30_000 } = options;
  await mkdir(dirname(path), { recursive: true });
  for (let waited = false; !(await take(path)); waited = true) {
    if (await isStale(path, staleMs)) {
      await rm(path, { force: true });
      continue;
    }
    if (!waited) onWait?.();
    await sleep(pollMs, undefined, { signal });
  }
  const touch = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, staleMs / 6);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string, staleMs: number): Promise<boolean> {
  try {
    // Process ids are used again after a restart, so a living process alone does not prove that the lock is held.
    return Date.now() - (await stat(path)).mtimeMs > staleMs || isDead(Number(await readFile(path, 'utf8')));
  } catch {
    // The lock was released in the meantime.
    return false;
  }
}

function isDead(pid: number): boolean {
  // 0: the holder has not yet written its id.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
