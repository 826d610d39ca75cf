import { mockServerCommand } from '@evenkeel/mock-server/launch';
import { Child } from '@evenkeel/tools/child';
import { obtain } from '@evenkeel/tools/programs';
import { obtainRedis } from '@evenkeel/tools/redis';
import { EARLIER, earlierTree, thisTree } from '../earlier-tree.ts';
import type { Experiment } from '../experiment.ts';
import { faults, type Pair, walksInOneLine, walkTable } from './report.ts';
import { take } from './take.ts';
import { walks } from './walks.ts';

/** README.md says what is counted, and how. */
export const walksOfCalls: Experiment = {
  name: 'walks',
  title: `which modules one call enters, and how many fewer than at ${EARLIER}`,
  onlyByName: true,
  async run({ quick }, { signal, show }) {
    // A load test takes a minute for both trees together.
    const chosen = walks.filter(({ name }) => !quick || name !== 'load');
    // Obtained first, so that both trees find them in the same place.
    if (!quick) for (const tool of ['k6', 'prometheus'] as const) await obtain(tool, { signal });
    await using earlier = await earlierTree(EARLIER, signal);
    const redis = await obtainRedis('server', { signal });
    try {
      await using upstream = new Child({ name: 'the mock server', ...mockServerCommand({ seed: 1 }), signal });
      const url = await upstream.listening();
      const surroundings = { url, redis: redis.url ?? '', signal };
      const pairs: Pair[] = [];
      for (const walk of chosen) {
        show(`walks: ${walk.title}`);
        const before = await take(walk, earlier.folder, surroundings);
        pairs.push({ walk, earlier: before, now: await take(walk, thisTree, surroundings) });
      }
      const reasons = pairs.flatMap(faults);
      return {
        verdict: reasons.length === 0 ? 'PASS' : 'FAIL',
        lines: [...walkTable(pairs), '', ...reasons, walksInOneLine(pairs)],
        json: { earlier: EARLIER, walks: pairs, reasons },
      };
    } finally {
      await redis.stop();
    }
  },
};
