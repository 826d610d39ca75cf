import { expect, it } from 'vitest';
import type { CaseRun } from '../run-case.ts';
import type { PageCase } from './page-case.ts';
import { ruleInPage } from './rule-in-page.ts';

const seen = (client: unknown, ...server: unknown[]): CaseRun => ({ seen: { client, server, untaken: [] } });
const broke: CaseRun = { broke: 'it had not ended after 5 ms' };

const tested: PageCase = {
  name: 'a',
  holds: 'a holds',
  bug: 'adds a header',
  serve: () => () => {},
  observe: () => Promise.resolve(),
};
const saying: PageCase = { ...tested, expected: { client: [200, 'ok'], server: ['GET /a'] } };

it.each<[string, PageCase, CaseRun, CaseRun | undefined, object]>([
  ['same: what plain fetch shows', tested, seen('ok', 'GET'), seen('ok', 'GET'), { result: 'same' }],
  [
    'other than plain fetch',
    tested,
    seen('no'),
    seen('ok'),
    { result: 'differs', why: 'client: "no", plain fetch "ok"' },
  ],
  ['void: plain fetch broke', tested, seen('ok'), broke, { result: 'void', why: expect.stringContaining('5 ms') }],
  ['void: plain fetch did not run', tested, seen('ok'), undefined, { result: 'void' }],
  [
    'retried, where that is allowed',
    { ...tested, policy: 'retry' },
    seen('no', 1, 1),
    seen('no', 1),
    { result: 'same' },
  ],
  ['what must be seen', saying, seen([200, 'ok'], 'GET /a'), undefined, { result: 'same' }],
  [
    'another answer than must be seen',
    saying,
    seen([429, 'ok'], 'GET /a'),
    undefined,
    { result: 'differs', why: 'client[0]: 429, it must be 200' },
  ],
  [
    'more at the server than must be seen',
    saying,
    seen([200, 'ok'], 'GET /a', 'GET /a'),
    undefined,
    { result: 'differs', why: 'server[1]: "GET /a", it must be nothing' },
  ],
  ['a run that hung', saying, broke, undefined, { result: 'differs', why: 'it had not ended after 5 ms' }],
  [
    'an error that nobody took',
    saying,
    { seen: { client: [200, 'ok'], server: ['GET /a'], untaken: ['late'] } },
    undefined,
    { result: 'differs' },
  ],
])('rules on what is %s', (_, page, got, plain, ruling) => {
  expect(ruleInPage(page, got, plain)).toMatchObject(ruling);
});
