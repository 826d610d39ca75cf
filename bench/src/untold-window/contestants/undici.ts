import { Agent, interceptors, request } from 'undici';
import { everySaid, type WindowContestant } from '../contestant.ts';
import { addressOf, PEER_RETRIES } from './call-once.ts';

/** It retries a 429 of a GET by default, and obeys its `Retry-After`; without one it waits 0.5 s, 1 s and so on. */
export const untoldByUndici: WindowContestant = {
  name: 'undici, interceptors.retry',
  part: 'peer',
  knows: 'nothing',
  says: everySaid,
  open({ url }) {
    const agent = new Agent();
    const dispatcher = agent.compose(interceptors.retry({ maxRetries: PEER_RETRIES }));
    return {
      async call(number) {
        // What it gives up rejects.
        const { body } = await request(addressOf(url, number), { dispatcher });
        await body.text();
      },
      close: () => agent.destroy(),
    };
  },
};
