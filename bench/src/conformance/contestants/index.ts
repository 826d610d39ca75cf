import type { Contestant } from '../contestant.ts';
import { cockatiel } from './cockatiel.ts';
import { evenkeel } from './evenkeel.ts';
import { opossum } from './opossum.ts';
import { pRetryWithPLimit } from './p-retry.ts';
import { undici } from './undici.ts';

export { evenkeel };

/** Ours first. */
export const contestants: readonly Contestant[] = [evenkeel, cockatiel, opossum, pRetryWithPLimit, undici];
