import { formatDuration, type ProgressWriter } from '@evenkeel/tools/command-line';
import type { Paint } from './table.ts';

/** What a command runs with. */
export interface CommandContext {
  /** Ends it at once: it rejects with the signal's reason. */
  signal: AbortSignal;
  /** Told how far it is. */
  onProgress: (done: number, of: number, what: string) => void;
  paint: Paint;
}

/** Shows how far it is. */
export function progressOf(writer: ProgressWriter): CommandContext['onProgress'] {
  const startedMs = performance.now();
  return (done, of, what) => {
    const nowMs = performance.now();
    writer.show(`${done} of ${of} ${what} · ${formatDuration(nowMs - startedMs)}`, nowMs);
  };
}
