import { Child, nodeScript } from '@evenkeel/tools/child';
import type { CeilingContestant } from './contestant.ts';
import { type Measured, measure } from './measure.ts';
import { type Plan, tier } from './plan.ts';
import { CeilingServer } from './upstream.ts';

/** Is told of a contestant's progress. */
export interface Spectator {
  onEnded: (calls: number) => void;
  /** Called when the ceiling has fallen. */
  onHalf: () => void;
}

/** A contestant whose processes run, but which has sent nothing yet. */
export interface Starter {
  contestant: CeilingContestant;
  /** Makes all calls, and lets the ceiling fall when half of them have ended. */
  start(spectator: Spectator): Promise<Measured>;
}

/** Starts a contestant's processes. @param signal ends them */
export async function prepare(
  contestant: CeilingContestant,
  plan: Plan,
  seed: number,
  signal: AbortSignal,
): Promise<Starter> {
  const upstream = await CeilingServer.start(plan, seed, signal);
  const client = new Child({
    name: `the client "${contestant.name}"`,
    ...nodeScript(
      new URL('./client.ts', import.meta.url),
      contestant.name,
      upstream.url,
      `nmb_${tier}_local`,
      String(plan.calls),
      String(seed),
    ),
    signal,
  });
  await client.next('ready');
  return {
    contestant,
    async start({ onEnded, onHalf }) {
      client.onMessage(({ type, ended }) => {
        if (type === 'progress') onEnded(Number(ended));
      });
      const half = client.next('half');
      const finished = client.next('finished');
      client.send({ type: 'go' });
      await half;
      const fall = upstream.fall(plan.longestRoundMs);
      client.send({ type: 'fallen' });
      await fall;
      onHalf();
      await finished;
      return measure(await upstream.journal(), plan.calls);
    },
  };
}
