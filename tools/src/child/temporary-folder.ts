import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/** A folder's name: its purpose, its process's id, when that process started, and a unique part. */
const named = /^evenkeel-run-[a-z0-9]+-(\d+)-(\d+)-\w+$/;

/**
 * A folder for what is needed only while this process lives; disposing of it removes it. First removes the folders of
 * processes that ended without removing them (a SIGKILL, a power cut): a folder's name says whose it is.
 * @param what its purpose, as a part of its name; lower-case letters and digits
 * @param under where to make it; default: the system's folder for temporary files
 */
export async function temporaryFolder(what: string, under = tmpdir()): Promise<TemporaryFolder> {
  await sweep(under);
  const path = await mkdtemp(
    join(under, `evenkeel-run-${what}-${process.pid}-${(await startOf(process.pid)) ?? 'unknown'}-`),
  );
  return {
    path,
    // Retries, since some program may write a last file into it as it ends.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid, start] = named.exec(name) ?? [];
    if (pid === undefined || (await startOf(Number(pid))) === Number(start)) continue;
    // It may belong to another user, or another process may be removing it right now.
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

const run = promisify(execFile);

/** The start time is the 22nd field of Linux's `stat`; it is counted behind the name, which may hold anything. */
const START_BEHIND_NAME = 19;

/**
 * When a process started: on Linux in ticks since the machine started, elsewhere in epoch seconds; null if there is no
 * such process. Ids are used again, so only both together identify a process.
 */
export async function startOf(pid: number): Promise<number | null> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const behindName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A process that has ended counts as gone, even if its parent has not noticed yet.
    return stat === '' || behindName[0] === 'Z' ? null : Number(behindName[START_BEHIND_NAME]);
  }
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const shown = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { env }).catch(() => ({ stdout: '' }));
  const startedMs = Date.parse(`${shown.stdout.trim()} UTC`);
  return Number.isNaN(startedMs) ? null : Math.round(startedMs / 1_000);
}
