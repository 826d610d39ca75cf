import { createFetch } from '@evenkeel/toolkit/fetch';
import { lookOfError } from '../looks.ts';
import { pageGroups } from './cases.ts';
import { alwaysMakes, type CreateFetch, pageFetch, plantedInPage } from './page-bugs.ts';
import type { Page, PageOrder, PageSubject, PageWord } from './page-case.ts';
import { CONTROL, runPath } from './places.ts';

// Runs in the page, for as long as there is one: asks what is to be run, and tells what came of it.

const SETTLE_MS = 100;

const { origin } = (globalThis as unknown as { location: { origin: string } }).location;
const cases = new Map(pageGroups.flatMap((group) => group.cases).map((tested) => [tested.name, tested]));

let untaken: unknown[] = [];
const page = globalThis as unknown as EventTarget;
page.addEventListener('unhandledrejection', (event) =>
  untaken.push(lookOfError((event as { reason?: unknown }).reason)),
);
page.addEventListener('error', (event) => untaken.push(lookOfError((event as { error?: unknown }).error)));

const control = (path: string, body?: string): Promise<Response> =>
  pageFetch(`${CONTROL}/${path}`, { method: 'POST', ...(body !== undefined && { body }) });

function creator(subject: PageSubject): CreateFetch {
  if (subject === 'ours') return createFetch;
  return subject === 'plain' ? alwaysMakes(pageFetch) : plantedInPage(subject, createFetch);
}

async function run({ id, name, subject, limitMs, other }: PageOrder): Promise<PageWord> {
  const tested = cases.get(name);
  if (tested === undefined) return { broke: 'the page does not know the case' };
  untaken = [];
  const create = creator(subject);
  const mark = async (what: 'reach' | 'reached', name: string): Promise<void> => {
    await control(`${what}/${id}/${encodeURIComponent(name)}`);
  };
  const own: Page = {
    ...{ fetch: create() as typeof fetch, create, url: `${origin}${runPath(id)}`, other: `${other}${runPath(id)}` },
    reach: (name) => void mark('reach', name),
    reached: (name) => mark('reached', name),
  };
  // With a bug it may throw before it gives a promise.
  const observing = (async () => tested.observe(own))();
  const hung = new Promise<PageWord>((resolve) => {
    setTimeout(() => resolve({ broke: `it had not ended after ${limitMs} ms` }), limitMs);
  });
  const ended = observing.then(
    async (client): Promise<PageWord> => {
      // Then errors that nobody took have been told.
      for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setTimeout(resolve));
      return { client, untaken };
    },
    (error: unknown): PageWord => ({ broke: `it threw ${JSON.stringify(lookOfError(error))}` }),
  );
  return Promise.race([ended, hung]);
}

for (;;) {
  const order = (await (await control('next')).json()) as PageOrder;
  const word = await run(order);
  await control(
    `told/${order.id}`,
    JSON.stringify(word, (_, value) => (value === undefined ? '(undefined)' : value)),
  );
  // What the server now drops of a run that hung must not be taken for the next one's.
  if ('broke' in word) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}
