import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEntry } from '@evenkeel/mock-server';
import type { Tier } from '@evenkeel/toolkit/providers';
import { SHARE_LIFETIME_MS } from '@evenkeel/toolkit/redis';
import type { ProcessGroup } from '@evenkeel/tools/child';
import { sleep } from '@evenkeel/tools/command-line';
import { obtainRedis, type Redis, RedisMissing } from '@evenkeel/tools/redis';
import type { RunRequest } from '../request/request.ts';
import type { Run } from '../request/run.ts';
import { type Disturbance, describeAction, scheduleOf } from '../shared/chaos.ts';
import { type Evidence, noEvidence } from '../shared/evidence.ts';
import { type FleetEvidence, type Limit, WARM_UP_MS } from '../shared/fleet-evidence.ts';
import type { FleetLoad } from '../shared/load.ts';
import { limitsOf } from '../shared/load-size.ts';
import { progressLine } from '../shared/progress.ts';
import { bundleWorker } from './bundle-worker.ts';
import { admittedChart } from './chart.ts';
import { demandOf } from './demand.ts';
import { penaltiesIn } from './judge/penalties.ts';
import { byArrival, workerOf } from './judge/served.ts';
import type { WorkerOrders } from './messages.ts';
import { skewOf } from './skew.ts';
import { scriptsRun } from './store-scripts.ts';
import { total } from './sums.ts';
import { startUpstream, type Upstream } from './upstream.ts';
import { now, Worker, WorkerPool } from './worker-pool.ts';

/** How long work under way may go on after the load: an uneven fleet whose shares do not move would need this long. */
const DRAIN_MS = 30_000;
/** Without coordination, calls that wait for the end of a penalty are not waited for. */
const CUT_OFF_MS = 2_000;
const GIVE_UP_MS = 15_000;
const LOOK_EVERY_MS = 1_000;

/** Starts everything, lets the fleet do its work, and gathers the evidence. */
export async function orchestrate(run: Run<FleetLoad>, group: ProcessGroup): Promise<Evidence> {
  const { request, progress, work, logs } = run;
  const { scenario, load } = request;
  const { signal } = group;
  const obtain = async (): Promise<Redis> => {
    const redis = await obtainRedis(request.redis, { signal, onProgress: (line) => progress.say(line) });
    group.endLater(() => redis.stop());
    return redis;
  };
  const store = load.caller === 'uncoordinated' ? null : await obtain();
  if (store?.kind === 'memory' && load.processes > 1) {
    throw new RedisMissing(
      'Several processes share nothing on memory, and there is no Docker engine and no redis-server on PATH.',
    );
  }
  // The mock server counts in a Redis of its own, which chaos leaves alone.
  const upstream = await startUpstream(run, group, await obtain());
  progress.step(`${scenario.name}  starting ${load.processes} processes`);
  const script = await bundleWorker(work);
  const pool = new WorkerPool(
    Array.from(
      { length: load.processes },
      (_, worker) => new Worker(group, script, ordersFor(load, upstream, store, worker), logs),
    ),
  );
  await pool.ready(signal);

  const startedMs = now();
  for (const worker of pool.workers) worker.go(demandOf(load, worker.worker));
  const ended = new AbortController();
  const watching = watch(run, pool, ended.signal);
  const disturbances: Disturbance[] = [];
  try {
    const [scripts] = await Promise.all([
      countScripts(load, store, signal),
      disturb(run, pool, store, disturbances, signal),
      sleep(load.durationMs, signal),
    ]);
    await pool.done(signal, load.caller === 'evenkeel' ? DRAIN_MS : CUT_OFF_MS, GIVE_UP_MS);
    await pool.dismiss();
    const journal = await upstream.mock.wholeJournal(scenario.contract.name);
    const limit = limitOf(scenario.tier);
    const ours = byArrival(journal.filter((served) => workerOf(served) !== null));
    const fleet: FleetEvidence = {
      load,
      limit,
      startedMs,
      endedMs: startedMs + load.durationMs,
      // Without requests of others, such as our own one for the list of agents.
      journal: ours,
      penalties: penaltiesIn(ours, limit.penaltyMs).penalties,
      workers: pool.workers.map(({ record }) => record),
      disturbances,
      storeScripts: scripts,
      shareLifetimeMs: SHARE_LIFETIME_MS,
    };
    // Kept, so that anybody can check the verdict.
    await writeFile(join(logs, 'evidence.json'), JSON.stringify(fleet));
    return evidenceOf(scenario, journal, fleet);
  } finally {
    ended.abort();
    await watching;
  }
}

/** The evidence that every run has, from a fleet's. */
function evidenceOf(
  { name, contract, tier }: RunRequest['scenario'],
  journal: readonly JournalEntry[],
  fleet: FleetEvidence,
): Evidence {
  const { workers, limit } = fleet;
  return {
    ...noEvidence({ scenario: name, contract, tier, fault: null }),
    counts: {
      sent: total(workers, ({ calls }) => calls),
      succeeded: total(workers, ({ succeeded }) => succeeded),
      failed: total(workers, ({ failed }) => failed),
      rejected: total(workers, ({ rejected }) => rejected),
      cancelled: total(workers, ({ cancelled }) => cancelled),
      rateLimited: penaltiesIn(fleet.journal, limit.penaltyMs).throttled,
      dropped: 0,
    },
    journal,
    charts: [admittedChart(fleet)],
    fleet,
  };
}

function ordersFor(
  { caller, processes, skewMs }: FleetLoad,
  { url, network, agent, apiKey }: Upstream,
  store: Redis | null,
  worker: number,
): WorkerOrders {
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

function limitOf(tier: Tier): Limit {
  const { window } = limitsOf(tier);
  if (window === null) throw new RangeError('limits: a fleet shares a window, and the tier has none.');
  return window;
}

/** How many scripts the store ran in the steady state; null where others may use it too, or chaos may stop it. */
async function countScripts(load: FleetLoad, store: Redis | null, signal: AbortSignal): Promise<number | null> {
  if (store === null || store.control === null || load.chaos !== null) return null;
  await sleep(WARM_UP_MS, signal);
  const before = await scriptsRun(store.url);
  await sleep(load.durationMs - WARM_UP_MS, signal);
  const after = await scriptsRun(store.url);
  return before === null || after === null ? null : after - before;
}

async function disturb(
  { request: { load }, progress }: Run<FleetLoad>,
  pool: WorkerPool,
  store: Redis | null,
  done: Disturbance[],
  signal: AbortSignal,
): Promise<void> {
  if (load.chaos === null) return;
  const startedMs = performance.now();
  for (const { afterMs, action } of scheduleOf(load.chaos).actions) {
    await sleep(Math.max(0, startedMs + afterMs - performance.now()), signal);
    done.push({ ...action, atMs: now() });
    progress.say(`  ${Math.round(afterMs / 1_000)} s  ${describeAction(action)}`);
    if (action.does === 'stop-store') await store?.control?.kill();
    else if (action.does === 'restart-store') await store?.control?.restart();
    else pool.workers[action.worker]?.[action.does]();
  }
}

async function watch(
  { request: { scenario, load }, progress }: Run<FleetLoad>,
  pool: WorkerPool,
  signal: AbortSignal,
): Promise<void> {
  const startedMs = performance.now();
  const expected = (load.perSecond * load.durationMs) / 1_000;
  while (!signal.aborted) {
    const { calls, throttled } = pool.progress;
    const nowMs = performance.now();
    const snapshot = { calls, errorRatio: null, tail: null, throttled, firing: [] };
    progress.show(progressLine(scenario.name, expected, nowMs - startedMs, snapshot), nowMs);
    await sleep(LOOK_EVERY_MS, signal).catch(() => {});
  }
  progress.clear();
}
