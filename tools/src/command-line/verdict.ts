export type Verdict = 'PASS' | 'FAIL' | 'INCONCLUSIVE';

export const exitCodes: Readonly<Record<Verdict, number>> = { PASS: 0, FAIL: 1, INCONCLUSIVE: 2 };

/** The exit code for a misuse of the command line. */
export const WRONG_CALL_EXIT = 3;

const badness: readonly Verdict[] = ['PASS', 'INCONCLUSIVE', 'FAIL'];

/** The worst verdict. FAIL is worse than INCONCLUSIVE: a breach was seen. */
export const worst = (verdicts: readonly Verdict[]): Verdict =>
  badness[Math.max(0, ...verdicts.map((verdict) => badness.indexOf(verdict)))] as Verdict;
