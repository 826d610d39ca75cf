import type { SdkEntrant } from '../contestant.ts';
import { oursPlain, oursUnderOpenai, oursUnderStripe } from './evenkeel.ts';
import { gotRetries } from './got.ts';
import { kyRetries } from './ky.ts';
import { openaiAlone } from './openai.ts';
import { plainFetch } from './plain-request.ts';
import { stripeAlone } from './stripe.ts';
import { undiciRetries } from './undici.ts';

/** Those that must keep what is promised. */
export const sdkOurs: readonly SdkEntrant[] = [oursUnderOpenai, oursUnderStripe, oursPlain];
/** Beside which a quick run shows ours: what each of them would do without. */
export const sdkOthers: readonly SdkEntrant[] = [openaiAlone, stripeAlone, plainFetch];

export const sdkEntrants: readonly SdkEntrant[] = [...sdkOurs, ...sdkOthers, kyRetries, gotRetries, undiciRetries];
