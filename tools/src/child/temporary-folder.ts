import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOf } from './process-start.ts';

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/** What for, whose process id, when that process started, and what makes it unique. */
const named = /^evenkeel-run-[a-z0-9]+-(\d+)-(\d+)-\w+$/;

/**
 * A folder for what is only needed while this process lives; disposing of it removes it. What processes left behind
 * that could not (a SIGKILL, a power cut) is removed before: the name of a folder says whose it is.
 * @param what for people who look around; lower-case letters and digits
 * @param under default: the system's folder for temporary files
 */
export async function temporaryFolder(what: string, under = tmpdir()): Promise<TemporaryFolder> {
  await sweep(under);
  const path = await mkdtemp(
    join(under, `evenkeel-run-${what}-${process.pid}-${(await startOf(process.pid)) ?? 'unknown'}-`),
  );
  return {
    path,
    // Some program may write a last file into it as it ends.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid, start] = named.exec(name) ?? [];
    if (pid === undefined || (await startOf(Number(pid))) === Number(start)) continue;
    // Somebody else's is not ours to remove, and may be removed by another this very moment.
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}
