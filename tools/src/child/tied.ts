import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Is started in the program's place: it leaves a watcher behind, then becomes the program, so that process id, exit
 * code, signals and the channel are the program's own. The watcher is in the program's process group and reads from the
 * lifeline, to which nobody writes. The read ends when the other end is closed, which the system does when this process
 * dies, however it dies. The watcher then ends the whole group, itself last. It keeps none of the program's streams
 * open, so nobody waits for it.
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
  /** Whether it is a Node.js process of ours that sends messages over a channel. Default false. */
  talks?: boolean;
}

/**
 * Starts a program whose life is tied to this process: when this process ends in any way, SIGKILL included, the program
 * gets SIGTERM and 2 s later SIGKILL, and so do all processes that it has started and that are still in its group. They
 * do not outlive the program, either. A program that does not exist ends with exit code 127.
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
  // Nothing is read from it or written to it; an error of it must not end this process.
  lifeline?.on('error', () => {});
  child.once('exit', () => {
    // The watcher is still in the group, so the group's id can't have been used again.
    endGroup(child);
    lifeline?.destroy();
  });
  return child;
}

/** Kills a program and all that it has started. Does nothing if it has ended. */
export function kill(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) endGroup(child);
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is left of the group.
  }
}
