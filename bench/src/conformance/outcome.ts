import { formatDuration, type ProgressWriter } from '@evenkeel/tools/command-line';
import type { Paint } from './table.ts';

/** The surroundings in which a command runs. */
export interface CommandContext {
  /** Ends the command at once: it rejects with the signal's reason. */
  signal: AbortSignal;
  /** Told how far the command is. */
  onProgress: (done: number, of: number, what: string) => void;
  paint: Paint;
}

/** Shows how far a command is, and how long it has run. */
export function progressOf(writer: ProgressWriter): CommandContext['onProgress'] {
  const startedMs = performance.now();
  return (done, of, what) => {
    const nowMs = performance.now();
    writer.show(`${done} of ${of} ${what} · ${formatDuration(nowMs - startedMs)}`, nowMs);
  };
}
