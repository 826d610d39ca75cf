import { abortBugs } from './bugs/aborts.ts';
import { answerBugs } from './bugs/answers.ts';
import { bodyBugs } from './bugs/bodies.ts';
import { callBugs } from './bugs/calls.ts';
import { errorBugs } from './bugs/errors.ts';
import { headerBugs } from './bugs/headers.ts';
import type { FetchBug } from './bugs/plant.ts';
import { redirectBugs } from './bugs/redirects.ts';
import { requestBugs } from './bugs/requests.ts';
import { streamBugs } from './bugs/streams.ts';
import { uploadBugs } from './bugs/uploads.ts';

/** All bugs that can be planted, by name. */
export const fetchBugs = {
  ...bodyBugs,
  ...uploadBugs,
  ...requestBugs,
  ...headerBugs,
  ...callBugs,
  ...abortBugs,
  ...answerBugs,
  ...streamBugs,
  ...redirectBugs,
  ...errorBugs,
} satisfies Record<string, FetchBug>;

export type FetchBugName = keyof typeof fetchBugs;
