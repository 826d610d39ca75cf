import { type FetchSubject, passThrough } from './pass-through.ts';

/** What the cases hold beside plain `fetch`. Another one is chosen by this line. */
export const subject: FetchSubject = passThrough;
