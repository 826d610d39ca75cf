import { formatCount } from '../report/format.ts';
import type { Gate } from './gate.ts';

/** Of the jobs. */
const ENOUGH = 0.99;

/** Jobs end at the gap that was asked for, by their own answers; and events were read as they came. */
export const jobsReachTheGap =
  ({ optimum, targetGap }: { optimum: number; targetGap: number }): Gate =>
  ({ jobs = [], counts }) => {
    const name = `jobs end within ${targetGap * 100} % of the optimum`;
    const sent = counts?.sent ?? jobs.length;
    if (sent === 0) return { name, ok: null, seen: 'no job', reason: 'No job was begun, so none has reached the gap.' };
    const reached = jobs.filter(({ energy }) => energy !== null && (energy - optimum) / optimum <= targetGap);
    const early = jobs.filter(({ reason }) => reason === 'gap');
    const seen = `${formatCount(reached.length)} of ${formatCount(sent)}, ${formatCount(early.length)} ended there`;
    if (reached.length >= ENOUGH * sent && early.length >= ENOUGH * sent) return { name, ok: true, seen };
    return { name, ok: false, seen, reason: `Only ${seen}; ${ENOUGH * 100} % are to.` };
  };
