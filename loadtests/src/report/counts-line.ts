import { formatCount, formatDuration } from '@evenkeel/tools/command-line';
import type { Counts } from '../verdict/evidence.ts';
import type { RunReport } from './run-report.ts';

/** `6,000 calls: 6,000 ok · 0 failed ...` */
export function countsLine(counts: Counts): string {
  const parts = [
    [counts.succeeded, 'ok'],
    [counts.failed, 'failed'],
    [counts.rejected, 'rejected'],
    [counts.cancelled, 'cancelled'],
    [counts.dropped, 'dropped'],
    ...(counts.rateLimited === undefined ? [] : [[counts.rateLimited, '429s of the client’s making'] as const]),
  ] as const;
  return `${formatCount(counts.sent)} calls: ${parts.map(([n, name]) => `${formatCount(n)} ${name}`).join(' · ')}`;
}

/** `ok calls took 84 ms (p50), 168 ms (p99), 233 ms (max)`; null where k6 timed none. */
export function durationsLine(durations: RunReport['durations']): string | null {
  if (durations === null) return null;
  const { p50, tail, max } = durations;
  const named = [{ name: 'p50', ms: p50 }, ...(tail === null ? [] : [tail]), { name: 'max', ms: max }];
  return `ok calls took ${named.map(({ name, ms }) => `${formatDuration(ms)} (${name})`).join(', ')}`;
}
