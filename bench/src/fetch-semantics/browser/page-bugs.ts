import type { createFetch } from '@evenkeel/toolkit/fetch';
import { abortBugs } from '../bugs/aborts.ts';
import { answerBugs } from '../bugs/answers.ts';
import { bodyBugs } from '../bugs/bodies.ts';
import { errorBugs } from '../bugs/errors.ts';
import { headerBugs } from '../bugs/headers.ts';
import { type FetchBug, onHeaders, onResponse, overridden } from '../bugs/plant.ts';
import { redirectBugs } from '../bugs/redirects.ts';
import { requestBugs } from '../bugs/requests.ts';
import { streamBugs } from '../bugs/streams.ts';
import { uploadBugs } from '../bugs/uploads.ts';
import type { Fetch } from '../fetch.ts';

// What is planted in a page. Nothing of Node.js here.

export type CreateFetch = typeof createFetch;
type CreatedFetch = ReturnType<CreateFetch>;

/** Bugs of those who wrap fetch; those that need Node.js are left out. */
const wrapperBugs = {
  ...bodyBugs,
  ...uploadBugs,
  ...requestBugs,
  ...headerBugs,
  ...abortBugs,
  ...answerBugs,
  ...streamBugs,
  ...redirectBugs,
  ...errorBugs,
};

/** The page's own fetch, which must not be called as a method. */
export const pageFetch: Fetch = (...given) => fetch(...given);

/** Makes plain fetch, or a wrapper around it, whatever the options are. */
export const alwaysMakes = (made: Fetch): CreateFetch => {
  const create = (): CreatedFetch =>
    Object.assign((...given: Parameters<CreatedFetch>) => made(...given), { with: create });
  return create;
};

/** Ours, over a fetch that something is wrong with. */
const over =
  (plant: FetchBug['plant']) =>
  (create: CreateFetch): CreateFetch =>
  (options) =>
    create({ ...options, fetch: plant(pageFetch) });

/** Something wrong around ours. */
const around =
  (plant: FetchBug['plant']) =>
  (create: CreateFetch): CreateFetch =>
  (options) => {
    const steady = create(options);
    return Object.assign(plant(steady as Fetch), { with: steady.with });
  };

const hints = /^retry-after|ratelimit/;

/** Bugs of ours: of one that heeds no server, that tells the server of itself, that forgets. */
export const policyBugs = {
  'is plain fetch': () => alwaysMakes(pageFetch),
  'forgets the hint': over(
    onResponse((response) => {
      const headers = new Headers([...response.headers].filter(([name]) => !hints.test(name)));
      return overridden(response, { headers });
    }),
  ),
  'calls fetch as a method': (create) => (options) => {
    const terms = { send: options?.fetch ?? fetch };
    return create({ ...options, fetch: (...given) => terms.send(...given) });
  },
  'lets its words leave': over(onHeaders((headers) => headers.set('evenkeel-tenant', 'a'))),
  'makes one for each call': (create) => (options) =>
    Object.assign((...given: Parameters<CreatedFetch>) => create(options)(...given), create(options)),
  'repeats whatever fails': (create) => (options) => create({ ...options, idempotent: true }),
  'throws refusals': (create) => (options) => create({ ...options, onRefusal: 'error' }),
  'answers refusals': (create) => (options) => create({ ...options, onRefusal: 'response' }),
  'is deaf to aborts': around(abortBugs['drops the signal'].plant),
  'keeps what streams': around(streamBugs['gathers the body'].plant),
} satisfies Record<string, (create: CreateFetch) => CreateFetch>;

export type PageBugName = keyof typeof wrapperBugs | keyof typeof policyBugs;

/** @param create ours */
export function plantedInPage(bug: PageBugName, create: CreateFetch): CreateFetch {
  if (bug in policyBugs) return policyBugs[bug as keyof typeof policyBugs](create);
  return alwaysMakes(wrapperBugs[bug as keyof typeof wrapperBugs].plant(pageFetch));
}
