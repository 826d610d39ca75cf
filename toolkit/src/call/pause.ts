import type { Classification } from '../contract/rule.ts';

/** How long a partition pauses for a quota that is spent, where nothing tells how long it is. */
const QUOTA_PAUSE_MS = 60_000;

export interface PauseReasons {
  rule: Classification;
  /** Whether nothing is left of the window. */
  spent: boolean;
  /** What the server asked to wait, if it did and the contract says to obey. */
  waitMs: number | undefined;
  /** How long a window lasts of which the server has told what is left. */
  windowMs: number | undefined;
  /** A longer wait is not believed. */
  maxHintMs: number;
  /** Waited on top of what the server asked. */
  hintMarginMs: number;
}

/** How long a response pauses all that its partition counts together, in milliseconds; undefined: not at all. */
export function pauseFor({ rule, spent, waitMs, windowMs, maxHintMs, hintMarginMs }: PauseReasons): number | undefined {
  // A refusal while something is left is about its own attempt, which waits alone.
  const ofAll = spent || /* seam: all-are-asked */ rule.class !== 'throttled';
  const askedMs = (ofAll ? waitMs : undefined) ?? ownPauseMs(rule) ?? (spent ? windowMs : undefined);
  return askedMs === undefined ? undefined : Math.min(askedMs, /* seam: longest-believed */ maxHintMs) + hintMarginMs;
}

function ownPauseMs({ class: result, pauseMs }: Classification): number | undefined {
  return (
    /* seam: pause-of-a-rule */ pauseMs ?? (result === 'quota' ? /* seam: quota-pauses */ QUOTA_PAUSE_MS : undefined)
  );
}
