import type { Case } from '../../case.ts';
import { higherLimit } from './higher-limit.ts';
import { lowerLimit } from './lower-limit.ts';
import { obeyedHintIsFree } from './obeyed-hint-is-free.ts';
import { pauseStopsSending } from './pause-stops-sending.ts';
import { resumeKeepsTheServersPause } from './resume-keeps-the-servers-pause.ts';
import { resumeLosesNone } from './resume-loses-none.ts';
import { retriesAreCounted } from './retries-are-counted.ts';
import { retryBudget } from './retry-budget.ts';
import { throttleRecovers } from './throttle-recovers.ts';
import { throttleRefuses } from './throttle-refuses.ts';
import { throttledStorm } from './throttled-storm.ts';
import { windowIsNotExceeded } from './window-is-not-exceeded.ts';
import { windowIsSharedWithOthers } from './window-is-shared-with-others.ts';

/** What a client keeps to, and how that is changed while it runs. */
export const limitCases: readonly Case[] = [
  windowIsNotExceeded,
  windowIsSharedWithOthers,
  retriesAreCounted,
  retryBudget,
  obeyedHintIsFree,
  throttledStorm,
  throttleRefuses,
  throttleRecovers,
  pauseStopsSending,
  resumeLosesNone,
  resumeKeepsTheServersPause,
  lowerLimit,
  higherLimit,
];
