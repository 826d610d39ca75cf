import type { Case } from '../../case.ts';
import { endOf } from '../../tools.ts';

const CALLS = 20;

export const resumeLosesNone: Case = {
  id: 'resume-loses-none',
  title: 'A client that goes on sends all that waited, each once',
  source: 'p-queue, pause() and start()',
  async run(check) {
    const upstream = await check.upstream([200]);
    const client = check.client(upstream, { bulkhead: { limit: 5 } });
    const [pause, resume] = [check.requires(client.pause), check.requires(client.resume)];
    pause();
    const calls = Promise.all(Array.from({ length: CALLS }, () => client.call()));
    resume();
    const end = await endOf(calls, 4_000);
    check.that(end !== undefined, `${CALLS - upstream.arrivals.length} of ${CALLS} calls were never sent`);
    check.that(end !== undefined && 'value' in end, 'a call failed');
    check.equal('requests', upstream.arrivals.length, CALLS);
    check.between('requests at once', upstream.mostInFlight, 1, 5);
  },
  bug: {
    seam: 'resume-lets-go',
    becomes: '',
  },
};
