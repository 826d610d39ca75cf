import type { BreakerPart } from '../../contestant.ts';
import { settled, sleep } from '../../tools.ts';

/** Calls one after the other: `s` succeeds, `f` fails. */
export async function drive(breaker: BreakerPart, outcomes: string): Promise<void> {
  for (const outcome of outcomes) {
    const call = () => (outcome === 's' ? Promise.resolve() : Promise.reject(new Error('down')));
    await settled(breaker.execute(call));
  }
}

/** Makes a call that succeeds, and says whether it was let through. */
export async function isLetThrough(breaker: BreakerPart): Promise<boolean> {
  let ran = false;
  await settled(
    breaker.execute(async () => {
      ran = true;
    }),
  );
  return ran;
}

/** Waits until an open circuit's time is over. */
export async function untilProbeable(openMs: number): Promise<void> {
  await sleep(openMs + 30);
  // Who half-opens by a timer has its turn, too: of timers that are late at once Node.js may fire a later one first.
  await sleep(1);
}
