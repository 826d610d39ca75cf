import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LockOptions {
  signal?: AbortSignal | undefined;
  /** Told once when another process holds the lock. */
  onWait?: () => void;
  /** How often a waiting process looks. Milliseconds; default 500. */
  pollMs?: number;
  /** A lock untouched for so long is that of a dead process. Milliseconds; default 30,000. */
  staleMs?: number;
}

/**
 * Runs `work` while no other process does. It saves double work and no more: the
 * holder of a lock that was taken for stale goes on, so what `work` leaves behind
 * must be put in place by a rename.
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
    // A process id is used again after a restart, so a living one proves nothing by itself.
    return Date.now() - (await stat(path)).mtimeMs > staleMs || isDead(Number(await readFile(path, 'utf8')));
  } catch {
    // Released in the meantime.
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
