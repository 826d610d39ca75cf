import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerCounts } from '../shared/fleet-evidence.ts';
import { callers } from './callers/index.ts';
import { drive } from './drive.ts';
import { callIdOf } from './judge/served.ts';
import { type FromWorker, type Go, ORDERS_VARIABLE, type ToWorker, type WorkerOrders } from './messages.ts';
import { skewClocks } from './skew.ts';

/** One process of a fleet: it gets ready, starts when told to, and reports what it counted. */

const PROGRESS_EVERY_MS = 500;

const orders = JSON.parse(process.env[ORDERS_VARIABLE] ?? '') as WorkerOrders;
// Runs before anything has asked for the time.
skewClocks(orders.skewMs);

const tell = (message: FromWorker): void => {
  // The runner may be gone; then this process ends anyway.
  if (process.connected) process.send?.(message, () => {});
};

const counts: WorkerCounts = {
  calls: 0,
  succeeded: 0,
  failed: 0,
  rejected: 0,
  cancelled: 0,
  attempts: 0,
  throttled: 0,
  codes: {},
  steady: { calls: 0, roundTrips: 0, responses: 0, responseMs: 0 },
};
let roundTrips = 0;
let responses = 0;
let responseMs = 0;

const create = await callers[orders.caller]();
const caller = await create(orders, {
  attempt: () => void counts.attempts++,
  answered: (durationMs) => {
    responses += 1;
    responseMs += durationMs;
  },
  throttled: () => void counts.throttled++,
  roundTrip: () => void roundTrips++,
  degraded: (degraded, reason) => tell({ type: 'degraded', degraded, reason }),
});

const outcomes = { ok: 'succeeded', error: 'failed', rejected: 'rejected', cancelled: 'cancelled' } as const;
const giveUp = new AbortController();

/** Measures the steady state for its whole time, even where all work is done earlier. */
async function measureSteady({ warmUpMs, steadyForMs }: Go): Promise<void> {
  await delay(warmUpMs);
  const before = { calls: counts.succeeded, roundTrips, responses, responseMs };
  await delay(steadyForMs);
  counts.steady = {
    calls: counts.succeeded - before.calls,
    roundTrips: roundTrips - before.roundTrips,
    responses: responses - before.responses,
    responseMs: responseMs - before.responseMs,
  };
}

async function work(go: Go): Promise<void> {
  const { forMs, calls, inFlight } = go;
  const over = new AbortController();
  if (forMs !== null) setTimeout(() => over.abort(), forMs);
  const report = (): void => tell({ type: 'progress', calls: counts.succeeded, throttled: counts.throttled });
  const reporting = setInterval(report, PROGRESS_EVERY_MS);
  const driven = drive(caller, {
    calls,
    inFlight,
    idOf: (call) => {
      counts.calls++;
      return callIdOf(orders.worker, call);
    },
    over: over.signal,
    giveUp: giveUp.signal,
    onEnd: ({ outcome, code }) => {
      counts[outcomes[outcome]]++;
      if (code !== null) counts.codes[code] = (counts.codes[code] ?? 0) + 1;
    },
  });
  await Promise.all([driven, measureSteady(go)]);
  clearInterval(reporting);
  // It stays a member of the fleet until the runner ends it: the others may still be at work.
  tell({ type: 'done', counts });
}

process.on('message', (message: ToWorker) => {
  if (message.type === 'stop') giveUp.abort();
  else void work(message);
});
process.on('disconnect', () => {
  giveUp.abort();
  void caller.close().finally(() => process.exit(0));
});

await caller.ready();
tell({ type: 'ready', clockMs: Date.now() });
