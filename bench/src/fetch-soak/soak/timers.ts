/** Whether the function that calls is the platform's own. */
export type IsPlatform = () => boolean;

/** The line of a stack that names who has called what was called here: behind the message and two frames. */
const CALLER = 3;

/** Those of the platform's fetch, which keeps connections, are in this folder. */
function isCalledByPlatform(): boolean {
  const { stack = '' } = new Error('who');
  return stack.split('\n', CALLER + 1)[CALLER]?.includes('node:internal/') ?? false;
}

/**
 * Counts the timers that are set from now on, whether they keep the process alive or not, but for the platform's own. What
 * takes `setTimeout` when it is loaded must be loaded after this.
 *
 * @returns reads how many have neither fired nor been cleared
 */
export function countTimers(
  scope: Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'> = globalThis,
  isPlatform: IsPlatform = isCalledByPlatform,
): () => number {
  const { setTimeout: start, clearTimeout: stop } = scope;
  const running = new Set<unknown>();
  Object.assign(scope, {
    setTimeout: (fire: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => {
      if (isPlatform()) return start(fire, ms, ...given);
      const timer = start(() => {
        running.delete(timer);
        fire(...given);
      }, ms);
      running.add(timer);
      return timer;
    },
    clearTimeout: (timer: ReturnType<typeof start> | undefined) => {
      running.delete(timer);
      stop(timer);
    },
  });
  return () => running.size;
}
