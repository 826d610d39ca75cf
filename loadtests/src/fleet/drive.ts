import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Caller, Ended } from './callers/caller.ts';

export interface Work {
  /** How many calls to make; null: as many as it can. */
  calls: number | null;
  /** Calls under way at once. */
  inFlight: number;
  idOf: (call: number) => string;
  /** When aborted, no call is begun any more; those under way are waited for. */
  over: AbortSignal;
  /** When aborted, the calls under way are given up. */
  giveUp: AbortSignal;
  onEnd: (ended: Ended) => void;
}

/** Keeps `inFlight` calls under way until the work is done, or over. */
export async function drive(caller: Pick<Caller, 'call'>, work: Work): Promise<void> {
  const { calls, inFlight, idOf, over, giveUp, onEnd } = work;
  let next = 0;
  const more = (): boolean => !over.aborted && !giveUp.aborted && (calls === null || next < calls);
  const callOneByOne = async (): Promise<void> => {
    while (more()) {
      const ended = await caller.call(idOf(next++), giveUp);
      onEnd(ended);
      // A call that is refused at once takes no turn of the event loop. Without a turn no timer fires and no message
      // comes in, not even that the process should end.
      if (ended.outcome !== 'ok') await nextTurn();
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, calls ?? inFlight) }, callOneByOne));
}
