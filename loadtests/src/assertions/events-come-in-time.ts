import { formatCount } from '@evenkeel/tools/command-line';
import type { Assertion } from './assertion.ts';

/** A share of a call's time; an event that comes later may have been held back until the end. */
const LATE = 0.9;
/** The share of jobs whose events must come in time; a job may have waited for its slot for most of its call. */
const MOST = 0.9;

const name = 'events come while their job runs';

/** A caller that ends a job at the gap must hear of it at once: while its stream is buffered, the job costs money. */
export const eventsComeInTime: Assertion = ({ jobs }) => {
  if (jobs.length === 0) return { name, ok: null, seen: 'no job', reason: 'No job was begun, so no event was heard.' };
  const streamed = jobs.flatMap(({ events }) => events ?? []);
  if (streamed.length === 0) return { name, ok: true, seen: 'streaming was left out' };
  const early = streamed.filter(({ progressMs, endMs }) => progressMs <= LATE * endMs).length;
  const seen = `${formatCount(early)} of ${formatCount(streamed.length)} jobs`;
  if (early >= MOST * streamed.length) return { name, ok: true, seen };
  return { name, ok: false, seen, reason: `Only of ${seen} events came before the end.` };
};
