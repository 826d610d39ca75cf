import type { Limit, Served } from '../../shared/fleet-evidence.ts';
import { byArrival } from './served.ts';

export interface ServerWindow {
  startMs: number;
  /** When the next window may start; later where this one was exceeded, since a block follows. */
  endMs: number;
  /** How many requests counted, the one beyond the limit included. */
  count: number;
  exceeded: boolean;
}

/**
 * Rebuilds the server's windows from the journal. Each starts at the first request after the last window's end. The
 * request that exceeds a window starts a block, during which nothing counts and whose end is the window's.
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
 * The exceeded windows that no disturbance excuses. A disturbance excuses the window in which it happens and the first
 * one that starts after it, and no other.
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
