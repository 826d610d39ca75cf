export type Verdict = 'PASS' | 'FAIL' | 'INCONCLUSIVE';

export const exitCodes: Readonly<Record<Verdict, number>> = { PASS: 0, FAIL: 1, INCONCLUSIVE: 2 };

/** What a misuse of the command line ends with. */
export const WRONG_CALL_EXIT = 3;

const badness: readonly Verdict[] = ['PASS', 'INCONCLUSIVE', 'FAIL'];

/** A breach that was seen outweighs one that could not be looked for. */
export const worst = (verdicts: readonly Verdict[]): Verdict =>
  badness[Math.max(0, ...verdicts.map((verdict) => badness.indexOf(verdict)))] as Verdict;
