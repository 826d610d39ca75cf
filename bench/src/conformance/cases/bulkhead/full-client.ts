import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const fullClient: Case = {
  id: 'bulkhead-full-client',
  title: 'A client whose queue is full refuses further calls before those under way have their answers',
  source: 'SRE book, Addressing Cascading Failures, Queue Management',
  async run(check) {
    const upstream = await check.upstream(() => ({ afterMs: 100 }));
    const client = check.client(upstream, { bulkhead: { limit: 2, maxQueued: 3 } });
    const ends: string[] = [];
    const call = async () => ends.push('value' in (await settled(client.call())) ? 'answered' : 'refused');
    await Promise.all(Array.from({ length: 10 }, call));
    check.equal('how the calls ended, in order', ends, [...Array(5).fill('refused'), ...Array(5).fill('answered')]);
    check.equal('requests', upstream.arrivals.length, 5);
  },
  bug: {
    seam: 'most-that-wait',
    becomes: '$& + 1',
  },
};
