import type { Case } from './case.ts';
import type { Contestant } from './contestant.ts';
import type { Row } from './run.ts';

/** A case that does nothing except for what a test is about. */
export function caseOf(id: string, rest: Partial<Case> = {}): Case {
  return {
    id,
    title: `What ${id} is about holds`,
    source: 'RFC 9110, 10.2.3',
    run: async () => {},
    bug: { seam: id, becomes: '' },
    ...rest,
  };
}

/** A contestant that has nothing except for what a test needs. */
export function contestantOf(name: string, rest: Partial<Contestant> = {}): Contestant {
  return { name, client: () => undefined, ...rest };
}

/** The row of a case. `ends` says by contestant how it ended: `+` passed, `-` not applicable, or why it failed. */
export function rowOf(tested: Case, ends: Record<string, string>): Row {
  const results = Object.entries(ends).map(([name, end]) => {
    if (end === '+') return [name, { result: 'passed', tookMs: 5 }];
    if (end === '-') return [name, { result: 'not-applicable', tookMs: 1 }];
    return [name, { result: 'failed', why: end, tookMs: 7 }];
  });
  return { case: tested, results: Object.fromEntries(results) };
}
