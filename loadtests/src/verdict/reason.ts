import type { Verdict } from '@evenkeel/tools/command-line';

/** Why a run does not pass: it broke a demand, or the evidence does not suffice for a verdict. */
export interface Reason {
  verdict: Exclude<Verdict, 'PASS'>;
  /** The aspect that it is about. */
  about: string;
  text: string;
}

export const fail = (about: string, text: string): Reason => ({ verdict: 'FAIL', about, text });
export const inconclusive = (about: string, text: string): Reason => ({ verdict: 'INCONCLUSIVE', about, text });
