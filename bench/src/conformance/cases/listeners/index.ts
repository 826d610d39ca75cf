import type { Case } from '../../case.ts';
import { bulkheadSuccess } from './bulkhead-success.ts';
import { failureOnceACall } from './failure-once-a-call.ts';
import { thatNeverEnds } from './that-never-ends.ts';
import { thatRejects } from './that-rejects.ts';
import { thatRejectsAtSuccess } from './that-rejects-at-success.ts';
import { thatThrows } from './that-throws.ts';
import { thatThrowsAtSuccess } from './that-throws-at-success.ts';

/** What listeners are told, and what they cannot do. */
export const listenerCases: readonly Case[] = [
  failureOnceACall,
  bulkheadSuccess,
  thatThrows,
  thatThrowsAtSuccess,
  thatNeverEnds,
  thatRejects,
  thatRejectsAtSuccess,
];
