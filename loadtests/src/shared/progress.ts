import {
  formatCount,
  formatDuration,
  formatPercent,
  orAborted,
  type ProgressWriter,
  sleep,
} from '@evenkeel/tools/command-line';

/** How far a run is. null: not known. */
export interface Snapshot {
  calls: number;
  errorRatio: number | null;
  tail: { name: string; ms: number } | null;
  /** 429s so far. */
  throttled: number | null;
  /** Objectives whose alert is firing now. */
  firing: readonly string[];
}

const BAR = 16;

/** One line that says how far a run is. */
export function progressLine(
  scenario: string,
  expectedCalls: number,
  elapsedMs: number,
  snapshot: Snapshot | null,
): string {
  const calls = snapshot?.calls ?? 0;
  const done = Math.min(BAR, Math.round((calls / Math.max(1, expectedCalls)) * BAR));
  const parts = [`${Math.round(elapsedMs / 1_000)} s`, `${formatCount(calls)} of ${formatCount(expectedCalls)} calls`];
  if (snapshot !== null) {
    const { errorRatio, tail, throttled, firing } = snapshot;
    if (errorRatio !== null) parts.push(`errors ${formatPercent(errorRatio)}`);
    if (tail !== null) parts.push(`${tail.name} ${formatDuration(tail.ms)}`);
    if (throttled !== null) parts.push(`429s ${formatCount(throttled)}`);
    if (firing.length > 0) parts.push(`firing: ${firing.join(', ')}`);
  }
  return `${scenario}  ${'━'.repeat(done)}${'╌'.repeat(BAR - done)}  ${parts.join(' · ')}`;
}

const LOOK_EVERY_MS = 1_000;

/** Shows how far a run is until the signal aborts. A look that fails is no reason to end a run. */
export async function watch(
  progress: ProgressWriter,
  run: { scenario: string; expectedCalls: number },
  look: () => Promise<Snapshot | null>,
  signal: AbortSignal,
  everyMs = LOOK_EVERY_MS,
): Promise<void> {
  const startedMs = performance.now();
  let last: Snapshot | null = null;
  while (!signal.aborted) {
    last = (await orAborted(look(), signal).catch(() => null)) ?? last;
    if (signal.aborted) break;
    const nowMs = performance.now();
    progress.show(progressLine(run.scenario, run.expectedCalls, nowMs - startedMs, last), nowMs);
    await sleep(everyMs, signal).catch(() => {});
  }
  progress.clear();
}
