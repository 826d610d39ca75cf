import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Runs before the program, in its place: leaves a watcher behind, then becomes the program, so that process id, exit
 * code, signals and the channel are the program's own. The watcher is in the program's process group and reads from the
 * lifeline, to which nobody writes: the read ends when the other end is closed, which the system does for a process that
 * dies in whatever way. It then ends the whole group, itself last. It holds nothing of the program's that somebody might
 * wait for the end of.
 */
const script = `
(
  (
    trap '' HUP INT TERM
    read -r _ <&3
    kill -s TERM 0
    /bin/sleep 2
    kill -s KILL 0
  ) </dev/null >/dev/null 2>&1 4>&- &
)
exec "$@" 3<&-
`;

export interface TiedOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string | undefined;
  /** Whether it is a Node.js process of ours, which talks over a channel. Default false. */
  talks?: boolean;
}

/**
 * Starts a program whose life is tied to this process: when this process ends in any way, SIGKILL included, the program
 * gets SIGTERM and 2 s later SIGKILL, and so do all processes that it has started and that are still in its group. What
 * it has started does not outlive the program, either. A program that is not there ends with exit code 127.
 */
export function spawnTied(command: string, args: readonly string[], options: TiedOptions): ChildProcess {
  const { env, cwd, talks = false } = options;
  const child = spawn('/bin/sh', ['-c', script, 'evenkeel', command, ...args], {
    env,
    ...(cwd === undefined ? {} : { cwd }),
    // A group of its own: Ctrl-C in a terminal reaches only us, and we stop our children in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...(talks ? (['ipc'] as const) : [])],
  });
  const lifeline = child.stdio[3];
  // Reading nothing and writing nothing, it must not keep this process alive by itself.
  lifeline?.on('error', () => {});
  child.once('exit', () => {
    // The watcher is still of the group, so its number can't be another's yet.
    endGroup(child);
    lifeline?.destroy();
  });
  return child;
}

/** Ends a program, and what it has started, at once. Nothing happens where it has ended. */
export function kill(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) endGroup(child);
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left of it.
  }
}
