import { formatCount } from '@evenkeel/tools/command-line';
import type { Counts } from '../shared/evidence.ts';
import { inconclusive, type Reason } from './reason.ts';

/** A constant rate's last call may come an instant too late, or one more in time. */
const MAY_DIFFER = 1;

/** Whether the load was the one that was planned: fewer calls prove less, and nobody dropped them. */
export function loadReasons({ sent, dropped, planned }: Counts, about: string): Reason[] {
  if (planned === undefined || Math.abs(sent + dropped - planned) <= MAY_DIFFER) return [];
  const were = `${formatCount(sent)} calls were sent and ${formatCount(dropped)} dropped`;
  return [inconclusive(about, `${were}, where ${formatCount(planned)} were planned.`)];
}
