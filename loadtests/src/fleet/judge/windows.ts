import type { Limit, Served } from '../../shared/fleet-evidence.ts';
import { byArrival } from './served.ts';

export interface ServerWindow {
  startMs: number;
  /** When the next one may start: later where this one was exceeded, since a block follows. */
  endMs: number;
  /** All that counted, the one beyond the limit included. */
  count: number;
  exceeded: boolean;
}

/**
 * The server's windows as they must have been: each starts at the first request after the last one's end. The request
 * that exceeds one starts a block, during which nothing counts; the block ends the window.
 */
export function rebuildWindows(journal: readonly Served[], { limit, windowMs, penaltyMs }: Limit): ServerWindow[] {
  const windows: ServerWindow[] = [];
  let current: ServerWindow | undefined;
  for (const { arrivalMs } of byArrival(journal)) {
    if (current === undefined || arrivalMs >= current.endMs) {
      current = { startMs: arrivalMs, endMs: arrivalMs + windowMs, count: 1, exceeded: false };
      windows.push(current);
    } else if (!current.exceeded) {
      current.count++;
      if (current.count > limit) {
        current.exceeded = true;
        current.endMs = arrivalMs + penaltyMs;
      }
    }
  }
  return windows;
}

/**
 * The exceeded windows that no disturbance excuses. Each excuses the window it falls into and the first one that starts
 * after it, and no other.
 */
export function unexcused(windows: readonly ServerWindow[], disturbedMs: readonly number[]): ServerWindow[] {
  const excused = new Set<ServerWindow>();
  for (const atMs of disturbedMs) {
    const during = windows.find(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
    const next = windows.find(({ startMs }) => startMs > atMs);
    for (const window of [during, next]) if (window !== undefined) excused.add(window);
  }
  return windows.filter((window) => window.exceeded && !excused.has(window));
}
