import type { WindowContestant } from '../contestant.ts';
import type { Said } from '../plan.ts';
import { toldToBottleneck, untoldByBottleneck } from './bottleneck.ts';
import { untoldByKy } from './ky.ts';
import { untoldByOurs } from './ours.ts';
import { untoldByPQueue } from './p-queue.ts';
import { pacedByServer } from './pacer.ts';
import { untoldByUndici } from './undici.ts';

/** The slowest peer comes first, so that a round is over as soon as can be. */
export const windowContestants: readonly WindowContestant[] = [
  pacedByServer,
  untoldByOurs,
  untoldByUndici,
  untoldByKy,
  untoldByPQueue,
  untoldByBottleneck,
  toldToBottleneck,
];

/** A contestant at a server of its own. */
export interface WindowRow {
  contestant: WindowContestant;
  said: Said;
}

export const windowRows: readonly WindowRow[] = windowContestants.flatMap((contestant) =>
  contestant.says.map((said) => ({ contestant, said })),
);
