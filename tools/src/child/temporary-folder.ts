import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

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

const run = promisify(execFile);

/** The 22nd field of Linux's `stat`, counted behind the name, which may hold anything. */
const START_BEHIND_NAME = 19;

/**
 * When a process started, in ticks since the machine did on Linux and in epoch seconds elsewhere; null where there is no
 * such process. With its id it names a process for good: ids are used again.
 */
export async function startOf(pid: number): Promise<number | null> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const behindName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // One that has ended, and whose parent has not yet taken notice, is a process no more.
    return stat === '' || behindName[0] === 'Z' ? null : Number(behindName[START_BEHIND_NAME]);
  }
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const shown = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { env }).catch(() => ({ stdout: '' }));
  const startedMs = Date.parse(`${shown.stdout.trim()} UTC`);
  return Number.isNaN(startedMs) ? null : Math.round(startedMs / 1_000);
}
