import type { Case } from '../../case.ts';
import { aWholeBatch } from './a-whole-batch.ts';
import { asTheProbe } from './as-the-probe.ts';
import { beforeItStarts } from './before-it-starts.ts';
import { byClosing } from './by-closing.ts';
import { inABackoff } from './in-a-backoff.ts';
import { inABackoffOfAPolicy } from './in-a-backoff-of-a-policy.ts';
import { inAQueue } from './in-a-queue.ts';
import { inAnAttempt } from './in-an-attempt.ts';
import { isNoTimeOut } from './is-no-time-out.ts';
import { waitingForAPermit } from './waiting-for-a-permit.ts';
import { whileTheGateIsClosed } from './while-the-gate-is-closed.ts';

/** An abort at each step of a call. */
export const cancellationCases: readonly Case[] = [
  beforeItStarts,
  whileTheGateIsClosed,
  waitingForAPermit,
  inAQueue,
  asTheProbe,
  inAnAttempt,
  inABackoff,
  inABackoffOfAPolicy,
  isNoTimeOut,
  aWholeBatch,
  byClosing,
];
