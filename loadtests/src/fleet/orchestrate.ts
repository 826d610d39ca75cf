import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tier } from '@evenkeel/toolkit/providers';
import { SHARE_LIFETIME_MS } from '@evenkeel/toolkit/redis';
import type { ProcessGroup } from '@evenkeel/tools/child';
import { sleep } from '@evenkeel/tools/command-line';
import { obtainRedis, type Redis, RedisMissing } from '@evenkeel/tools/redis';
import { type Disturbance, describeDeed, scheduleOf } from '../shared/chaos.ts';
import { progressLine } from '../shared/progress.ts';
import { skewOf } from './assertions.ts';
import { bundleWorker } from './bundle-worker.ts';
import { demandOf } from './demand.ts';
import { type FleetEvidence, WARM_UP_MS } from './evidence.ts';
import { byArrival, type Limit, workerOf } from './judge/served.ts';
import type { WorkerOrders } from './messages.ts';
import type { FleetRun } from './run-fleet.ts';
import { scriptsRun } from './store-scripts.ts';
import { startUpstream, type Upstream } from './upstream.ts';
import { Crew, now, Worker } from './worker-pool.ts';

/** After the load what is under way comes to its end: an uneven fleet whose shares do not move needs this long. */
const DRAIN_MS = 30_000;
/** Without coordination nobody waits for calls that wait for the end of a penalty. */
const CUT_OFF_MS = 2_000;
const GIVE_UP_MS = 15_000;
const LOOK_EVERY_MS = 1_000;

/** Starts everything, has the fleet do its work, and gathers what it is judged by. The stores are the caller's to stop. */
export async function conduct(run: FleetRun, group: ProcessGroup, stores: Redis[]): Promise<FleetEvidence> {
  const { scenario, load, progress, work, logs } = run;
  const { signal } = group;
  const obtain = async (): Promise<Redis> => {
    const redis = await obtainRedis(run.redis, { signal, onProgress: (line) => progress.say(line) });
    stores.push(redis);
    return redis;
  };
  const store = load.caller === 'uncoordinated' ? null : await obtain();
  if (store?.kind === 'memory' && load.processes > 1) {
    throw new RedisMissing(
      'Several processes share nothing on memory, and there is no Docker engine and no redis-server on PATH.',
    );
  }
  // The mock server counts in a Redis of its own, which nothing happens to.
  const upstream = await startUpstream(run, group, await obtain());
  progress.step(`${scenario.name}  starting ${load.processes} processes`);
  const script = await bundleWorker(work);
  const crew = new Crew(
    Array.from(
      { length: load.processes },
      (_, worker) => new Worker(group, script, ordersFor(run, upstream, store, worker), logs),
    ),
  );
  await crew.ready(signal);

  const startedMs = now();
  for (const worker of crew.workers) worker.go(demandOf(load, worker.worker));
  const ended = new AbortController();
  const watching = watch(run, crew, ended.signal);
  const disturbances: Disturbance[] = [];
  try {
    const [scripts] = await Promise.all([
      countScripts(run, store, signal),
      disturb(run, crew, store, disturbances, signal),
      sleep(load.durationMs, signal),
    ]);
    await crew.done(signal, load.caller === 'evenkeel' ? DRAIN_MS : CUT_OFF_MS, GIVE_UP_MS);
    await crew.dismiss();
    const journal = await upstream.mock.journal(scenario.contract.name);
    const evidence: FleetEvidence = {
      load,
      limit: limitOf(scenario.tier),
      startedMs,
      endedMs: startedMs + load.durationMs,
      // Others than the fleet may have asked what agents there are.
      journal: byArrival(journal.filter((served) => workerOf(served) !== null)),
      workers: crew.workers.map(({ record }) => record),
      disturbances,
      storeScripts: scripts,
      shareLifetimeMs: SHARE_LIFETIME_MS,
    };
    // What the verdict stands on, for whoever doubts it.
    await writeFile(join(logs, 'evidence.json'), JSON.stringify(evidence));
    return evidence;
  } finally {
    ended.abort();
    await watching;
  }
}

function ordersFor(
  { load }: FleetRun,
  { url, network, agent, apiKey }: Upstream,
  store: Redis | null,
  worker: number,
): WorkerOrders {
  const { caller, processes, skewMs } = load;
  return {
    worker,
    caller,
    baseUrl: url,
    redisUrl: store?.url ?? null,
    processes,
    agent,
    network,
    apiKey,
    skewMs: skewOf(worker, skewMs),
  };
}

function limitOf({ windows: [window] }: Tier): Limit {
  if (window === undefined) throw new RangeError('windows: a fleet shares one, and the tier has none.');
  return window;
}

/** How many scripts the store ran in the steady state; null where it is not ours alone, or is going to be stopped. */
async function countScripts({ load }: FleetRun, store: Redis | null, signal: AbortSignal): Promise<number | null> {
  if (store === null || store.control === null || load.chaos !== null) return null;
  await sleep(WARM_UP_MS, signal);
  const before = await scriptsRun(store.url);
  await sleep(load.durationMs - WARM_UP_MS, signal);
  const after = await scriptsRun(store.url);
  return before === null || after === null ? null : after - before;
}

async function disturb(
  { load, progress }: FleetRun,
  crew: Crew,
  store: Redis | null,
  done: Disturbance[],
  signal: AbortSignal,
): Promise<void> {
  if (load.chaos === null) return;
  const startedMs = performance.now();
  for (const { afterMs, deed } of scheduleOf(load.chaos).deeds) {
    await sleep(Math.max(0, startedMs + afterMs - performance.now()), signal);
    done.push({ ...deed, atMs: now() });
    progress.say(`  ${Math.round(afterMs / 1_000)} s  ${describeDeed(deed)}`);
    if (deed.does === 'stop-store') await store?.control?.kill();
    else if (deed.does === 'restart-store') await store?.control?.restart();
    else crew.workers[deed.worker]?.[deed.does]();
  }
}

async function watch({ scenario, load, progress }: FleetRun, crew: Crew, signal: AbortSignal): Promise<void> {
  const startedMs = performance.now();
  const expected = (load.perSecond * load.durationMs) / 1_000;
  while (!signal.aborted) {
    const { calls, throttled } = crew.progress;
    const nowMs = performance.now();
    const snapshot = { calls, errorRatio: null, tail: null, throttled, firing: [] };
    progress.show(progressLine(scenario.name, expected, nowMs - startedMs, snapshot), nowMs);
    await sleep(LOOK_EVERY_MS, signal).catch(() => {});
  }
  progress.clear();
}
