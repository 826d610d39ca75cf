import type { Check } from '../../check.ts';
import type { Answer } from '../../contestant.ts';
import { endOf } from '../../tools.ts';

/** Fails unless all calls have an answer of 200 in time. @returns how long the last one took */
export async function allEnd(check: Check, calls: readonly Promise<Answer>[], withinMs: number): Promise<number> {
  const end = await endOf(Promise.allSettled(calls), withinMs);
  check.that(end !== undefined, `not all calls were made within ${withinMs} ms`);
  const ends = end && 'value' in end ? end.value : [];
  const failed = ends.filter((each) => each.status === 'rejected' || each.value.status !== 200);
  check.equal('calls that failed', failed.length, 0);
  return end?.tookMs ?? Number.NaN;
}
