import type { Case } from '../../case.ts';
import { abortedLeavesQueue } from './aborted-leaves-queue.ts';
import { backoffHoldsNoSlot } from './backoff-holds-no-slot.ts';
import { ceiling } from './ceiling.ts';
import { firstCome } from './first-come.ts';
import { fullClient } from './full-client.ts';
import { givenUpAttempts } from './given-up-attempts.ts';
import { noOvertaking } from './no-overtaking.ts';
import { overflow } from './overflow.ts';
import { priorities } from './priorities.ts';
import { queuedIsServed } from './queued-is-served.ts';
import { throwingGivesBack } from './throwing-gives-back.ts';

/** How many are in flight at once, and who is next. */
export const bulkheadCases: readonly Case[] = [
  ceiling,
  givenUpAttempts,
  backoffHoldsNoSlot,
  throwingGivesBack,
  firstCome,
  noOvertaking,
  queuedIsServed,
  priorities,
  abortedLeavesQueue,
  overflow,
  fullClient,
];
