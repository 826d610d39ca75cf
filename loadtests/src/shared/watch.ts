import { orAborted, type ProgressWriter, sleep } from '@evenkeel/tools/command-line';
import { progressLine, type Snapshot } from './progress.ts';

const LOOK_EVERY_MS = 1_000;

/** Shows how far a run is, until it is told to stop. What can't be seen for a moment is no reason to end a run. */
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
