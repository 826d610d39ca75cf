import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Caller, Ended } from './callers/caller.ts';

export interface Work {
  /** Calls to make; null: as many as it can. */
  calls: number | null;
  /** Calls under way at once. */
  inFlight: number;
  idOf: (call: number) => string;
  /** Aborted: no call is begun any more. Those under way are waited for. */
  over: AbortSignal;
  /** Aborted: they are given up. */
  giveUp: AbortSignal;
  onEnd: (ended: Ended) => void;
}

/** Keeps so many calls under way until the work is done, or over. */
export async function drive(caller: Pick<Caller, 'call'>, work: Work): Promise<void> {
  const { calls, inFlight, idOf, over, giveUp, onEnd } = work;
  let next = 0;
  const more = (): boolean => !over.aborted && !giveUp.aborted && (calls === null || next < calls);
  const callOneByOne = async (): Promise<void> => {
    while (more()) {
      const ended = await caller.call(idOf(next++), giveUp);
      onEnd(ended);
      // A call that is refused at once takes no turn of the event loop. Without one no timer fires, no message comes in,
      // and not even the end of the process is heard of.
      if (ended.outcome !== 'ok') await nextTurn();
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, calls ?? inFlight) }, callOneByOne));
}
