import type { Entrant } from '../contestant.ts';
import { bottleneckReservoirs } from './bottleneck.ts';
import { learnt, toldBoth } from './evenkeel.ts';
import { chainedLimiters } from './limiter.ts';
import { pQueueWithPRetry } from './p-queue.ts';
import { pRateLimits } from './p-ratelimit.ts';

/** Those that must keep our promises. */
export const ours: readonly Entrant[] = [toldBoth, learnt];
export const rivals: readonly Entrant[] = [chainedLimiters, bottleneckReservoirs, pRateLimits, pQueueWithPRetry];

export const entrants: readonly Entrant[] = [...ours, ...rivals];
