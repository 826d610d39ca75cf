import type { Limit, Served } from '../../shared/fleet-evidence.ts';
import type { Span } from '../../shared/span.ts';
import { isAdmitted } from './served.ts';

const SECOND_MS = 1_000;

/** What the server admitted in a span, divided by what the limit would have let through. */
export function limitUsed(journal: readonly Served[], { limit, windowMs }: Limit, { fromMs, toMs }: Span): number {
  const perMs = limit / windowMs;
  const admitted = journal.filter(
    (served) => isAdmitted(served) && served.arrivalMs >= fromMs && served.arrivalMs < toMs,
  ).length;
  return toMs > fromMs ? admitted / (perMs * (toMs - fromMs)) : 0;
}

/** The lowest `limitUsed` of all whole seconds of a span; null where it has none. */
export function slowestSecond(journal: readonly Served[], limit: Limit, { fromMs, toMs }: Span): number | null {
  const seconds = Math.floor((toMs - fromMs) / SECOND_MS);
  if (seconds < 1) return null;
  const uses = Array.from({ length: seconds }, (_, second) => {
    const startMs = fromMs + second * SECOND_MS;
    return limitUsed(journal, limit, { fromMs: startMs, toMs: startMs + SECOND_MS });
  });
  return Math.min(...uses);
}
