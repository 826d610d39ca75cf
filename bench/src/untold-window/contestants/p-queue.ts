import PQueue from 'p-queue';
import pRetry from 'p-retry';
import { everySaid, type WindowContestant } from '../contestant.ts';
import { callOnce, PEER_CONCURRENCY, PEER_RETRIES } from './call-once.ts';

/** As both readmes have it: each call is retried in its place of the queue. Neither package reads `Retry-After`. */
export const untoldByPQueue: WindowContestant = {
  name: 'p-queue + p-retry',
  part: 'peer',
  knows: 'nothing',
  says: everySaid,
  open({ url }) {
    const queue = new PQueue({ concurrency: PEER_CONCURRENCY });
    return {
      call: (number) => queue.add(() => pRetry(() => callOnce(url, number), { retries: PEER_RETRIES })),
      close: async () => queue.clear(),
    };
  },
};
