const sayEveryMs = 10_000;

/** Says every 10 s that something long is still going on, and for how long. Dispose it at the end. */
export function sayElapsed(say: (line: string) => void, describe: (seconds: number) => string): Disposable {
  const startedMs = performance.now();
  const timer = setInterval(() => say(describe(secondsSince(startedMs))), sayEveryMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

export function secondsSince(startedMs: number): number {
  return Math.round((performance.now() - startedMs) / 1_000);
}
