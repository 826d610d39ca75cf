import type { Verdict } from '@evenkeel/tools/command-line';

/** Why a run does not pass: it broke a demand, or the evidence does not suffice for a verdict. */
export interface Reason {
  verdict: Exclude<Verdict, 'PASS'>;
  /** The aspect that it is about. */
  about: string;
  text: string;
  /** Whether a machine that is too slow may be the cause: something took too long, or did not start in time. */
  timed?: true;
}

export const fail = (about: string, text: string): Reason => ({ verdict: 'FAIL', about, text });
/** A demand on time was not met. */
export const late = (about: string, text: string): Reason => ({ ...fail(about, text), timed: true });
export const inconclusive = (about: string, text: string): Reason => ({ verdict: 'INCONCLUSIVE', about, text });
