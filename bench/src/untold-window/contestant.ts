import type { Random } from '@evenkeel/toolkit';
import type { Said, WindowLimit } from './plan.ts';

export interface WindowJob {
  /** Where the server is. */
  url: string;
  /** What the server admits. Only who is told of it in advance may use it. */
  limit: WindowLimit;
  random: Random;
}

/** A contestant that is ready for calls, and knows nothing of the server yet. */
export interface WindowCaller {
  /** Makes a call, as soon as it may. Resolves when it is done; rejects if it has failed for good. */
  call(number: number): Promise<unknown>;
  close(): Promise<unknown>;
}

export interface WindowContestant {
  name: string;
  /** Ours must keep what is promised, the best shows what the machine could do, and peers are shown. */
  part: 'ours' | 'best' | 'peer';
  /** What it is told in advance, for people. */
  knows: string;
  /** At which servers it runs, by what their 429s say. */
  says: readonly Said[];
  open(job: WindowJob): WindowCaller;
}

export const everySaid: readonly Said[] = ['nothing', 'Retry-After'];
