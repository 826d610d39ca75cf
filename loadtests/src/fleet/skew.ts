/** How far a process's clock is set off: alternately ahead and behind. */
export const skewOf = (worker: number, skewMs: number): number => (worker % 2 === 0 ? skewMs : -skewMs);

/** Sets this process's clock ahead (negative: behind): everything that asks for the time gets the wrong one. */
export function skewClocks(skewMs: number): void {
  if (skewMs === 0) return;
  const Real = Date;
  const origin = performance.timeOrigin;
  globalThis.Date = class extends Real {
    // biome-ignore lint/suspicious/noExplicitAny: Date takes seven kinds of arguments.
    constructor(...given: any[]) {
      super(...((given.length === 0 ? [Real.now() + skewMs] : given) as [number]));
    }

    static override now(): number {
      return Real.now() + skewMs;
    }
  } as DateConstructor;
  Object.defineProperty(performance, 'timeOrigin', { value: origin + skewMs, configurable: true });
}
