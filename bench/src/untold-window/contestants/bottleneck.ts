import Bottleneck from 'bottleneck';
import { everySaid, type WindowCaller, type WindowContestant, type WindowJob } from '../contestant.ts';
import { callOnce, NotDone, PEER_CONCURRENCY, PEER_RETRIES } from './call-once.ts';

/** What p-retry waits by default, since Bottleneck leaves it to its user. */
const FIRST_WAIT_MS = 1_000;

/** A job that has failed is run again as its readme has it; where the answer asks to wait, after that. */
function retryingWith(options: Bottleneck.ConstructorOptions, { url }: WindowJob): WindowCaller {
  const limiter = new Bottleneck(options);
  limiter.on('failed', (error, { retryCount }) => {
    if (retryCount >= PEER_RETRIES) return undefined;
    return (error instanceof NotDone ? error.waitMs : undefined) ?? FIRST_WAIT_MS * 2 ** retryCount;
  });
  return {
    call: (number) => limiter.schedule(() => callOnce(url, number)),
    close: () => limiter.disconnect(),
  };
}

export const untoldByBottleneck: WindowContestant = {
  name: 'Bottleneck',
  part: 'peer',
  knows: 'nothing',
  says: everySaid,
  open: (job) => retryingWith({ maxConcurrent: PEER_CONCURRENCY }, job),
};

/** Its reservoir is refilled by a clock of its own, which begins when it is made, and looks each 250 ms. */
export const toldToBottleneck: WindowContestant = {
  name: 'Bottleneck, reservoir',
  part: 'peer',
  knows: 'the window',
  says: everySaid,
  open: (job) => {
    const { admits, windowMs } = job.limit;
    const refreshed = { reservoirRefreshAmount: admits, reservoirRefreshInterval: windowMs };
    return retryingWith({ reservoir: admits, ...refreshed }, job);
  },
};
