import type { Case } from '../../case.ts';
import { allProbesSucceed } from './all-probes-succeed.ts';
import { bulkheadRefusals } from './bulkhead-refusals.ts';
import { cancelledCalls } from './cancelled-calls.ts';
import { cancelledProbe } from './cancelled-probe.ts';
import { flappingUpstream } from './flapping-upstream.ts';
import { halfOpenSurplus } from './half-open-surplus.ts';
import { idlingForgets } from './idling-forgets.ts';
import { isolation } from './isolation.ts';
import { lateFailure } from './late-failure.ts';
import { lateSuccess } from './late-success.ts';
import { minimumCalls } from './minimum-calls.ts';
import { openSendsNothing } from './open-sends-nothing.ts';
import { refusalIsNotRetried } from './refusal-is-not-retried.ts';
import { refusalSaysWhen } from './refusal-says-when.ts';
import { slowCalls } from './slow-calls.ts';
import { startsAfresh } from './starts-afresh.ts';
import { storedHalfOpen } from './stored-half-open.ts';
import { storedOpen } from './stored-open.ts';
import { threshold } from './threshold.ts';
import { throttlingIsNoFailure } from './throttling-is-no-failure.ts';
import { unhandledErrors } from './unhandled-errors.ts';

/** When attempts are stopped, and how they start again. */
export const breakerCases: readonly Case[] = [
  threshold,
  minimumCalls,
  idlingForgets,
  slowCalls,
  throttlingIsNoFailure,
  unhandledErrors,
  bulkheadRefusals,
  cancelledCalls,
  openSendsNothing,
  refusalSaysWhen,
  refusalIsNotRetried,
  halfOpenSurplus,
  allProbesSucceed,
  cancelledProbe,
  lateFailure,
  lateSuccess,
  startsAfresh,
  flappingUpstream,
  isolation,
  storedOpen,
  storedHalfOpen,
];
