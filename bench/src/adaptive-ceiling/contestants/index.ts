import type { CeilingContestant } from '../contestant.ts';
import { bottleneck } from './bottleneck.ts';
import { cockatielBulkhead } from './cockatiel.ts';
import { adaptive, told } from './evenkeel.ts';
import { pLimitWithPRetry } from './p-limit.ts';

/** The client that the others are compared with. */
export const reference = told;
/** The client that must keep our promises. */
export const tested = adaptive;
/** The peers are told the first ceiling, but not that it falls. */
export const peers: readonly CeilingContestant[] = [cockatielBulkhead, pLimitWithPRetry, bottleneck];

export const contestants: readonly CeilingContestant[] = [reference, tested, ...peers];
