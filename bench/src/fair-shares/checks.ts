import type { Metered } from './meter.ts';

/** The most that was settled in any stretch of a period, and the most that was in flight at once. */
export function mostSpent(metered: readonly Metered[], periodMs: number): { inPeriod: number; inFlight: number } {
  const byAnswer = metered.toSorted((a, b) => a.answeredAtMs - b.answeredAtMs);
  let inPeriod = 0;
  let spent = 0;
  let oldest = 0;
  for (const { answeredAtMs, cost } of byAnswer) {
    spent += cost;
    for (let first = byAnswer[oldest]; first !== undefined && first.answeredAtMs <= answeredAtMs - periodMs; ) {
      spent -= first.cost;
      oldest += 1;
      first = byAnswer[oldest];
    }
    inPeriod = Math.max(inPeriod, spent);
  }
  const changes = metered
    .flatMap(({ cameAtMs, answeredAtMs, cost }) => [
      { atMs: cameAtMs, by: cost },
      { atMs: answeredAtMs, by: -cost },
    ])
    .sort((a, b) => a.atMs - b.atMs);
  let flying = 0;
  let inFlight = 0;
  for (const { by } of changes) {
    flying += by;
    inFlight = Math.max(inFlight, flying);
  }
  return { inPeriod, inFlight };
}

/** By how much parts differ from what was promised of their sum, as a part of that; the worst. */
export function worstError(parts: readonly { promised: number; got: number }[]): number {
  const all = parts.reduce((sum, { got }) => sum + got, 0);
  return Math.max(...parts.map(({ promised, got }) => Math.abs(got / all / promised - 1)));
}
