import { describe, expect, it } from 'vitest';
import { compareRuns, overRounds, steadiness } from './compare-runs.ts';
import type { FetchCase } from './fetch-case.ts';
import type { CaseRun } from './run-case.ts';

const seen = (client: unknown, ...server: unknown[]): CaseRun => ({ seen: { client, server, untaken: [] } });
const broke: CaseRun = { broke: 'it had not ended after 5 ms' };

const caseOf = (policy?: 'retry'): FetchCase => ({
  name: 'a',
  holds: 'a holds',
  bug: 'adds a header',
  observe: () => Promise.reject(new Error('unused')),
  ...(policy !== undefined && { policy }),
});

describe('a run of the subject beside one of plain fetch', () => {
  it('is the same where both saw the same', () => {
    expect(compareRuns(caseOf(), seen('ok', 'GET'), seen('ok', 'GET'))).toEqual({ result: 'same' });
  });

  it.each<[string, CaseRun, string]>([
    ['its caller', seen('no', 'GET'), 'client: "no", plain fetch "ok"'],
    ['the server', seen('ok', 'PUT'), 'server[0]: "PUT", plain fetch "GET"'],
    ['the server, once more,', seen('ok', 'GET', 'GET'), 'server[1]: "GET", plain fetch nothing'],
  ])('differs where %s saw something else', (_, got, why) => {
    expect(compareRuns(caseOf(), got, seen('ok', 'GET'))).toEqual({ result: 'differs', why });
  });

  it('differs where an error was left to nobody', () => {
    const got: CaseRun = { seen: { client: 'ok', server: [], untaken: ['late'] } };
    expect(compareRuns(caseOf(), got, seen('ok'))).toMatchObject({ result: 'differs' });
  });

  it('differs where it hangs', () => {
    expect(compareRuns(caseOf(), broke, seen('ok'))).toEqual({ result: 'differs', why: 'it had not ended after 5 ms' });
  });

  it('shows nothing where plain fetch breaks, whatever the subject does', () => {
    for (const got of [seen('ok'), broke]) expect(compareRuns(caseOf(), got, broke)).toMatchObject({ result: 'void' });
  });

  it('is the same where only a listed policy acts', () => {
    const [got, plain] = [seen('ok', 'GET', 'GET'), seen('ok', 'GET')];
    expect(compareRuns(caseOf('retry'), got, plain)).toEqual({ result: 'same' });
    expect(compareRuns(caseOf('retry'), seen('no', 'GET', 'GET'), plain)).toMatchObject({ result: 'differs' });
  });
});

it('is the same over several rounds where each of them is', () => {
  const [same, differs, none] = [
    { result: 'same' },
    { result: 'differs', why: 'x' },
    { result: 'void', why: 'y' },
  ] as const;
  expect(overRounds([same, same])).toEqual(same);
  expect(overRounds([same, differs])).toBe(differs);
  expect(overRounds([differs, none])).toBe(none);
});

it('holds no subject to what is not like itself', () => {
  expect(steadiness(seen(1), seen(1))).toEqual({ result: 'same' });
  expect(steadiness(seen(1), seen(2))).toMatchObject({ result: 'void', why: expect.stringContaining('client: 2') });
  expect(steadiness(seen(1), broke)).toMatchObject({ result: 'void' });
});
