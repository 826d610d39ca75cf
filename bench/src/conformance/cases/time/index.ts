import type { Case } from '../../case.ts';
import { attemptTimeOut } from './attempt-time-out.ts';
import { bodyAfterTheReturn } from './body-after-the-return.ts';
import { deadline } from './deadline.ts';
import { lateAnswer } from './late-answer.ts';
import { longDelay } from './long-delay.ts';
import { slowBody } from './slow-body.ts';
import { timersThatHoldNothing } from './timers-that-hold-nothing.ts';

/** How long things may take. */
export const timeCases: readonly Case[] = [
  attemptTimeOut,
  slowBody,
  deadline,
  lateAnswer,
  bodyAfterTheReturn,
  longDelay,
  timersThatHoldNothing,
];
