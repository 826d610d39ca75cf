import type { CeilingContestant } from '../contestant.ts';
import { bottleneck } from './bottleneck.ts';
import { cockatielBulkhead } from './cockatiel.ts';
import { adaptive, told } from './evenkeel.ts';
import { pLimitWithPRetry } from './p-limit.ts';

/** What the others are measured by. */
export const reference = told;
/** What must keep our promises. */
export const tested = adaptive;
/** Told the first ceiling, and not that it falls. */
export const peers: readonly CeilingContestant[] = [cockatielBulkhead, pLimitWithPRetry, bottleneck];

export const contestants: readonly CeilingContestant[] = [reference, tested, ...peers];
