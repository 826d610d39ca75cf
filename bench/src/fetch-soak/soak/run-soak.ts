import { Child, nodeScript } from '@evenkeel/tools/child';
import { HarnessFault } from '@evenkeel/tools/command-line';
import type { ExperimentContext } from '../../experiment.ts';
import { formatCount } from '../../format.ts';
import type { SoakReport } from './judge-soak.ts';
import type { SoakPlan } from './plan.ts';
import { SoakUpstream } from './upstream.ts';

/** No soak takes so long. */
const LIMIT_MS = 900_000;

/**
 * Makes a soak's calls, from a process of its own to origins in this one.
 * @throws HarnessFault where that process dies, or hangs
 */
export async function runSoak(plan: SoakPlan, { signal, show }: ExperimentContext): Promise<SoakReport> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new HarnessFault('The soak has not ended after 15 min.')), LIMIT_MS);
  try {
    await using upstream = await SoakUpstream.open(plan.seed);
    const { args, ...script } = nodeScript(
      new URL('./client.ts', import.meta.url),
      ...[JSON.stringify(plan), String(upstream.port)],
    );
    await using child = new Child({
      name: 'the process that makes calls',
      ...script,
      args: ['--expose-gc', ...args],
      signal: AbortSignal.any([signal, over.signal]),
    });
    child.onMessage(async ({ type, calls }) => {
      if (type === 'progress') show(`fetch-soak: ${formatCount(Number(calls))} of ${formatCount(plan.calls)} calls`);
      if (type === 'idle') child.send({ type: 'closed', connections: await upstream.closeIdle() });
    });
    return (await child.next('finished')).report as SoakReport;
  } finally {
    clearTimeout(timer);
  }
}
