import { sleep } from 'k6';
import exec from 'k6/execution';
import { type Batch, batch } from './batch.ts';
import { loadOf } from './executors.ts';
import { prompt } from './prompt.ts';
import { run } from './run.ts';

/** The next batch of a load of batches; its payloads differ from those of the batches before. */
export function nextBatch(to: Pick<Batch, 'path' | 'operation'>): void {
  const load = loadOf('batches');
  const n = exec.scenario.iterationInTest;
  batch({
    ...to,
    id: `${run.scenario}-${run.seed}-b${n}`,
    payloads: Array.from({ length: load.size }, (_, i) => ({ prompt: prompt(n * load.size + i) })),
    warmUp: n < load.warmUp,
  });
  if (load.pauseMs !== undefined) sleep(load.pauseMs / 1_000);
}
