import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

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
