import { pageAborts } from './cases/aborts.ts';
import { pageAnswers } from './cases/answers.ts';
import { pageBodies } from './cases/bodies.ts';
import { pageHeaders } from './cases/headers.ts';
import { pageOrigins } from './cases/origins.ts';
import { pageRedirects } from './cases/redirects.ts';
import { pageRefusals } from './cases/refusals.ts';
import { pageRequests } from './cases/requests.ts';
import { pageStreams } from './cases/streams.ts';
import { pageWaits } from './cases/waits.ts';
import { pageWords } from './cases/words.ts';
import type { PageGroup } from './page-case.ts';

/** All cases, by topic. They are named one by one, since they are bundled for the page, too. */
export const pageGroups: readonly PageGroup[] = [
  pageBodies,
  pageRequests,
  pageHeaders,
  pageAborts,
  pageAnswers,
  pageStreams,
  pageRedirects,
  pageOrigins,
  pageWaits,
  pageWords,
  pageRefusals,
];
