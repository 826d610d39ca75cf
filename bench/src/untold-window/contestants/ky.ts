import ky from 'ky';
import { everySaid, type WindowContestant } from '../contestant.ts';
import { addressOf, PEER_RETRIES } from './call-once.ts';

/** It retries a 429 of a GET by default, and obeys its `Retry-After`; without one it waits 0.3 s, 0.6 s and so on. */
export const untoldByKy: WindowContestant = {
  name: 'ky',
  part: 'peer',
  knows: 'nothing',
  says: everySaid,
  open({ url }) {
    const client = ky.create({ retry: { limit: PEER_RETRIES } });
    return {
      call: (number) => client.get(addressOf(url, number)).text(),
      close: async () => {},
    };
  },
};
