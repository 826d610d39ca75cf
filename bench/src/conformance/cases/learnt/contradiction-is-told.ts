import type { Case } from '../../case.ts';
import { pointsOf, tellPoints } from './told-limit.fixture.ts';

interface Reported {
  type?: string;
  told?: number;
}

export const contradictionIsTold: Case = {
  id: 'contradiction-is-told',
  title: 'An answer that contradicts what the client was told of a limit is reported, once',
  source: 'openai/openai-node#1477 (limits that nobody is told of)',
  async run(check) {
    const reported: Reported[] = [];
    const upstream = await check.upstream(() => tellPoints(50));
    const onEvent = (event: unknown): void => {
      const { type } = event as Reported;
      if (type === 'contract-drift') reported.push(event as Reported);
    };
    const client = check.client(upstream, { ...pointsOf(40, 300), onEvent });
    for (let at = 0; at < 3; at += 1) await client.call();
    check.equal(
      'what was told',
      reported.map(({ told }) => told),
      [50],
    );
  },
  bug: {
    seam: 'drift-is-told',
    becomes: '',
  },
};
