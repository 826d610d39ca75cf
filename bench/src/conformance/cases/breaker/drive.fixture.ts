import type { BreakerPart } from '../../contestant.ts';
import { settled, sleep } from '../../tools.ts';

/** Makes calls one after the other: `s` succeeds, `f` fails. */
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
  // Gives a breaker's own timer its turn: of two timers that are late, Node.js may fire the later one first.
  await sleep(1);
}
