import { WrongCall } from '@evenkeel/tools/command-line';
import type { Load } from '../shared/load.ts';

/** Where the load goes. */
export interface Target {
  url: string;
  /** Calls a second; null: no cap. */
  maxPerSecond: number | null;
}

/** The most that somebody else's host gets, in calls a second. */
export const MAX_FOREIGN_PER_SECOND = 50;

const REACH_TIMEOUT_MS = 5_000;

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

/**
 * The rate that a target may get; null: no cap.
 * @throws WrongCall for a host that nobody allowed.
 */
export function rateCap(target: string, allowHosts: readonly string[]): number | null {
  const { hostname } = new URL(target);
  if (isLoopback(hostname)) return null;
  if (allowHosts.includes(hostname)) return MAX_FOREIGN_PER_SECOND;
  throw new WrongCall(
    `--target: ${hostname} is not loopback; allow it with --allow-host ${hostname}, if it is yours to load.`,
  );
}

/** Checks that something answers, with any HTTP status. @throws WrongCall where nothing does */
export async function reach(target: string): Promise<void> {
  try {
    const response = await fetch(`${target}/health`, {
      signal: AbortSignal.timeout(REACH_TIMEOUT_MS),
      redirect: 'manual',
    });
    await response.body?.cancel();
  } catch (error) {
    const { cause, name } = error as Error & { cause?: Error & { code?: string } };
    const why = cause?.code ?? cause?.message ?? name;
    throw new WrongCall(`--target: ${target} can't be reached (${why}); start it, or correct the URL.`);
  }
}

/** Limits a load to a rate. A pause follows each batch, since a batch itself goes as fast as it can. */
export function capped(load: Load, maxPerSecond: number): Load {
  if (load.kind === 'rate') return { ...load, perSecond: Math.min(load.perSecond, maxPerSecond) };
  if (load.kind === 'batches') return { ...load, pauseMs: Math.ceil((load.size / maxPerSecond) * 1_000) };
  return load;
}
