import { afterEach, expect, it } from 'vitest';
import { reply } from '../replies.ts';
import type { PageCase, PageOrder, PageWord } from './page-case.ts';
import { PageStage } from './page-stage.ts';
import { runPath } from './places.ts';

const LIMIT_MS = 20_000;

const tested: PageCase = {
  name: 'a',
  holds: 'a holds',
  bug: 'adds a header',
  serve: () => reply(),
  observe: () => Promise.reject(new Error('only a page runs this')),
};

const stages: PageStage[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage[Symbol.asyncDispose]();
});

async function open(): Promise<{ stage: PageStage; origin: string }> {
  const stage = await PageStage.open(Buffer.from('the script'));
  stages.push(stage);
  return { stage, origin: stage.url.slice(0, -1) };
}

/** Stands in for the page. */
class StandIn {
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async next(): Promise<PageOrder> {
    return (await (await this.control('next')).json()) as PageOrder;
  }

  control(path: string, body?: string): Promise<Response> {
    return fetch(`${this.#origin}/-/${path}`, { method: 'POST', ...(body !== undefined && { body }) });
  }

  tell(order: PageOrder, word: PageWord): Promise<Response> {
    return this.control(`told/${order.id}`, JSON.stringify(word));
  }
}

it('serves the page and its script', async () => {
  const { stage, origin } = await open();
  const page = await fetch(stage.url);
  expect(await page.text()).toContain('src="/page.js"');
  expect(page.headers.get('content-type')).toBe('text/html');
  expect(await (await fetch(`${origin}/page.js`)).text()).toBe('the script');
  expect((await fetch(`${origin}/run-1/a`)).status).toBe(404);
});

it('tells of a run what the page saw, and what came from it, at both origins', async () => {
  const { stage, origin } = await open();
  const run = stage.run(tested, 'ours', LIMIT_MS);
  const page = new StandIn(origin);
  const order = await page.next();
  expect(order).toMatchObject({ name: 'a', subject: 'ours', limitMs: LIMIT_MS });
  const [own, other] = [origin, order.other].map((each) => `${each}${runPath(order.id)}`);
  await (await fetch(`${own}/in`, { method: 'POST', body: 'text' })).text();
  await (await fetch(`${other}/there`)).text();
  await page.tell(order, { client: { url: `${own}/in` }, untaken: [] });
  expect(await run).toMatchObject({
    seen: {
      client: { url: 'http://server-1/in' },
      server: [
        { method: 'POST', path: '/in', body: 'text', headers: expect.arrayContaining([['host', 'server-1']]) },
        { method: 'GET', path: '/there', headers: expect.arrayContaining([['host', 'server-2']]) },
      ],
      untaken: [],
    },
  });
});

it('keeps runs apart, and passes on what a page tells of one that broke', async () => {
  const { stage, origin } = await open();
  const runs = [stage.run(tested, 'plain', LIMIT_MS), stage.run(tested, 'plain', LIMIT_MS)];
  const page = new StandIn(origin);
  const [first, second] = [await page.next(), await page.next()];
  await (await fetch(`${origin}${runPath(first.id)}/in`)).text();
  await page.tell(second, { client: 'second', untaken: [] });
  await page.tell(first, { broke: 'it hung' });
  expect(await Promise.all(runs)).toEqual([
    { broke: 'it hung' },
    { seen: { client: 'second', server: [], untaken: [] } },
  ]);
});

it('passes on marks, tells notes, hands out a body as often as it is asked for, and drops what is held', async () => {
  const { stage, origin } = await open();
  const marking: PageCase = {
    ...tested,
    unordered: true,
    expected: { client: 'ok', server: [] },
    serve:
      ({ note, reach, reached }) =>
      async ({ whole, path, at }) => {
        const bodies = [await whole(), await whole()].map(String);
        note(`${at} ${path} ${bodies.join(' ')}`);
        note('a note');
        reach('come');
        await reached('never');
      },
  };
  const run = stage.run(marking, 'ours', LIMIT_MS);
  const page = new StandIn(origin);
  const order = await page.next();
  const held = fetch(`${origin}${runPath(order.id)}/in`, { method: 'POST', body: 'text' });
  await page.control(`reached/${order.id}/come`);
  await page.tell(order, { client: 'ok', untaken: [] });
  expect(await run).toMatchObject({ seen: { client: 'ok', server: ['0 /in text text', 'a note'] } });
  await expect(held).rejects.toThrow('fetch failed');
});

it('ends a run that the page does not tell of', async () => {
  const { stage } = await open();
  const run = stage.run(tested, 'ours', LIMIT_MS);
  const end = expect(run).rejects.toThrow('The page was closed.');
  await stage[Symbol.asyncDispose]();
  await end;
});
