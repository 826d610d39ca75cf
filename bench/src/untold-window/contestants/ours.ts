import { createFetch } from '@evenkeel/toolkit/fetch';
import { everySaid, type WindowContestant } from '../contestant.ts';
import { addressOf, readDone } from './call-once.ts';

/** By its defaults; only chance is handed in, so that a seed settles its jitter. */
export const untoldByOurs: WindowContestant = {
  name: 'createFetch()',
  part: 'ours',
  knows: 'nothing',
  says: everySaid,
  open({ url, random }) {
    const steadyFetch = createFetch({ random });
    return {
      call: async (number) => readDone(await steadyFetch(addressOf(url, number))),
      close: async () => {},
    };
  },
};
