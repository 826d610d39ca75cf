import { limitsOf } from '../shared/load-size.ts';
import type { Assertion, AssertionResult } from './assertion.ts';

const name = 'the batch pauses as a whole when nothing remains';
const SECOND_MS = 1_000;

/**
 * Once a response has said that nothing remains, nothing may arrive until its
 * `Retry-After` is over; then the rest must arrive. The journal shows both.
 */
export const pausesAsAWhole: Assertion = ({ journal, tier }): AssertionResult => {
  const { window } = limitsOf(tier);
  if (journal === null || window === null) {
    return { name, ok: null, seen: 'no journal', reason: 'Without a window and a journal there is no pause to see.' };
  }
  const openedMs = Math.min(...journal.flatMap((entry) => entry.startMs ?? []));
  const saidMs = Math.min(
    ...journal.filter((entry) => entry.startMs !== null && entry.remaining === 0).map((entry) => entry.endMs),
  );
  if (saidMs === Number.POSITIVE_INFINITY) {
    return { name, ok: null, seen: 'no pause', reason: 'No response said that nothing remains, so no pause was due.' };
  }
  const retryAfterS = Math.ceil((openedMs + window.windowMs - saidMs) / SECOND_MS);
  const untilMs = saidMs + retryAfterS * SECOND_MS;
  const early = journal.filter((entry) => entry.arrivalMs > saidMs && entry.arrivalMs < untilMs);
  const resumedMs = Math.min(...journal.map((entry) => entry.arrivalMs).filter((arrivalMs) => arrivalMs >= untilMs));
  if (early.length > 0) {
    return {
      name,
      ok: false,
      seen: `${early.length} too early`,
      reason: `${early.length} attempts arrived during the pause of ${retryAfterS} s.`,
    };
  }
  if (resumedMs === Number.POSITIVE_INFINITY) {
    return {
      name,
      ok: false,
      seen: 'nothing after the pause',
      reason: 'Nothing arrived after the pause: the batch did not resume.',
    };
  }
  return { name, ok: true, seen: `told ${retryAfterS} s, resumed ${Math.round(resumedMs - untilMs)} ms after it` };
};
