import type { Row } from './run.ts';

export const OURS = 'evenkeel';
/** The contestant that the traps are about. */
export const PLAIN = 'cockatiel';

export interface Score {
  passed: number;
  of: number;
}

/** How many of the cases that apply to it a contestant passes; to ours, all apply. */
export function scoreOf(rows: readonly Row[], contestant: string): Score {
  const results = rows.map((row) => row.results[contestant]?.result);
  const applicable = results.filter((result) => result !== undefined && result !== 'not-applicable');
  return {
    passed: results.filter((result) => result === 'passed').length,
    of: contestant === OURS ? rows.length : applicable.length,
  };
}
