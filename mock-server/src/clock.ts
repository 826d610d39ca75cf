import type { Clock } from '@evenkeel/toolkit';

/** Cancels a timer; a second or a late call does nothing. */
export type Cancel = ReturnType<Clock['setTimeout']>;

function now(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Node.js counts timers in whole milliseconds of a clock that it reads once a
 * turn, so a timer may fire up to a millisecond early. This one therefore rounds
 * the delay down and waits again for the rest: it is never early, and half a
 * millisecond late on an idle machine.
 */
function startTimer(fn: () => void, delayMs: number): Cancel {
  const dueMs = now() + delayMs;
  let timer: ReturnType<typeof setTimeout>;
  const arm = (leftMs: number): void => {
    timer = setTimeout(
      () => {
        const stillMs = dueMs - now();
        if (stillMs > 0) arm(stillMs);
        else fn();
      },
      Math.max(0, Math.floor(leftMs)),
    );
  };
  arm(delayMs);
  return () => clearTimeout(timer);
}

/** The machine's time, with timers that are never early: a server that answers too early proves nothing. */
export const punctualClock: Clock = { now, setTimeout: startTimer };
