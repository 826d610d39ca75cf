import { nimbusProfile } from '@evenkeel/toolkit/providers';
import { expect, it } from 'vitest';
import type { AssertionResult } from '../../assertions/assertion.ts';
import { tier } from '../../assertions/evidence.fixture.ts';
import type { ChaosAction, Disturbance } from '../../shared/chaos.ts';
import { noEvidence } from '../../shared/evidence.ts';
import type { FleetEvidence, Served, WorkerCounts, WorkerRecord } from '../../shared/fleet-evidence.ts';
import type { FleetLoad } from '../../shared/load.ts';
import { admitted, refused } from '../judge/journal.fixture.ts';
import { callIdOf } from '../judge/served.ts';
import { fleetAssertions } from './index.ts';

const load: FleetLoad = {
  kind: 'fleet',
  processes: 2,
  durationMs: 20_000,
  perSecond: 100,
  demand: 'even',
  caller: 'evenkeel',
  chaos: null,
  skewMs: 0,
};

/** A hundred requests a second, evenly, alternately from two processes: 98 % of a limit of 102. */
const journal: readonly Served[] = Array.from({ length: 2_000 }, (_, i) =>
  admitted(i * 10, callIdOf(i % 2, Math.floor(i / 2))),
);

const counts = (fields: Partial<WorkerCounts> = {}): WorkerCounts => ({
  calls: 1_000,
  succeeded: 1_000,
  failed: 0,
  rejected: 0,
  cancelled: 0,
  attempts: 1_000,
  throttled: 0,
  codes: {},
  steady: { calls: 900, roundTrips: 20, responses: 900, responseMs: 900 * 15 },
  ...fields,
});

const worker = (number: number, fields: Partial<WorkerRecord> = {}): WorkerRecord => ({
  worker: number,
  counts: counts(),
  transitions: [],
  clockOffMs: 3,
  ...fields,
});

const evidence = (fields: Partial<FleetEvidence> = {}, asked: Partial<FleetLoad> = {}): FleetEvidence => ({
  load: { ...load, ...asked },
  limit: { limit: 102, windowMs: 1_000, penaltyMs: 5_000 },
  startedMs: 0,
  endedMs: 20_000,
  journal,
  penalties: 0,
  workers: [worker(0), worker(1)],
  disturbances: [],
  storeScripts: 41,
  shareLifetimeMs: 5_000,
  ...fields,
});

const none = noEvidence({ scenario: 'neura-fleet', contract: nimbusProfile, tier, fault: null });
const judge = (fleet: FleetEvidence): AssertionResult[] =>
  fleetAssertions(fleet.load).map((assertion) => assertion({ ...none, fleet }));

const failing = (given: FleetEvidence): string[] =>
  judge(given).flatMap(({ ok, name }) => (ok === true ? [] : [`${ok === null ? '? ' : ''}${name}`]));

it('is content with a fleet that keeps the limit and uses it', () => {
  expect(failing(evidence())).toEqual([]);
  const ratios = Object.assign({}, ...judge(evidence()).map((assertion) => assertion.ratios));
  expect(ratios.limitUsed).toBeCloseTo(100 / 102, 3);
  expect(ratios.storeRoundTripsPerCall).toBeCloseTo(40 / 1_800, 6);
});

/** Evidence of two processes whose responses took this long each. */
const took = (responseMs: number) => {
  const steady = { calls: 900, roundTrips: 20, responses: 900, responseMs: 900 * responseMs };
  return { workers: [0, 1].map((n) => worker(n, { counts: counts({ steady }) })) };
};

it.each([
  { limit: 105, responseMs: 60, ok: true, why: 'enough is enough' },
  { limit: 106, responseMs: 60, ok: null, why: 'more was not possible' },
  { limit: 106, responseMs: 15, ok: false, why: 'more was possible' },
  { limit: 110, responseMs: 60, ok: false, why: 'much more was possible' },
  { limit: 106, responseMs: 36, ok: false, why: 'a little more was possible' },
])('of a limit of $limit, 100 used with responses in $responseMs ms: $why', ({ limit, responseMs, ok }) => {
  const given = evidence({ limit: { limit, windowMs: 1_000, penaltyMs: 5_000 }, ...took(responseMs) });
  expect(judge(given).find(({ name }) => name === 'the limit is used')?.ok).toBe(ok);
});

const crowd = [...Array.from({ length: 103 }, (_, i) => admitted(5_000 + i, 'w0.0')), refused(5_103, 'w0.0')];

it.each<{ why: string; given: FleetEvidence; fails: string[] }>([
  {
    why: 'a window with one too many, and the penalty for it',
    given: evidence({
      journal: crowd,
      workers: [worker(0, { counts: counts({ attempts: 104 }) }), worker(1, { counts: counts({ attempts: 0 }) })],
    }),
    fails: ['zero penalties and zero 429s', 'no window exceeded', 'the limit is used'],
  },
  {
    why: 'too little of the limit',
    given: evidence({ limit: { limit: 106, windowMs: 1_000, penaltyMs: 5_000 } }),
    fails: ['the limit is used'],
  },
  {
    why: 'too many round trips',
    given: evidence({
      workers: [
        worker(0, {
          counts: counts({ steady: { calls: 900, roundTrips: 170, responses: 900, responseMs: 900 * 15 } }),
        }),
        worker(1),
      ],
      storeScripts: 190,
    }),
    fails: ['few store round trips'],
  },
  {
    why: 'round trips that nobody told of',
    given: evidence({ storeScripts: 80 }),
    fails: ['round trips as the store counts them'],
  },
  {
    why: 'a request that is not in the journal',
    given: evidence({ workers: [worker(0, { counts: counts({ attempts: 1_001 }) }), worker(1)] }),
    fails: ['every request accounted for'],
  },
  {
    why: 'a call that failed',
    given: evidence({ workers: [worker(0, { counts: counts({ succeeded: 999, failed: 1 }) }), worker(1)] }),
    fails: ['no surviving process loses a call'],
  },
  {
    why: 'a process that got nothing through',
    given: evidence({ workers: [worker(0), worker(1, { counts: counts({ calls: 0, succeeded: 0 }) })] }),
    fails: ['every process takes part'],
  },
  {
    why: 'a process that was degraded for no reason',
    given: evidence({
      workers: [
        worker(0, {
          transitions: [
            { atMs: 9, degraded: true },
            { atMs: 99, degraded: false },
          ],
        }),
        worker(1),
      ],
    }),
    fails: ['the degraded gauge stays down'],
  },
  {
    why: 'clocks that were to be wrong and are right',
    given: evidence({}, { skewMs: 10_000 }),
    fails: ['clocks as told'],
  },
  {
    why: 'no call at all',
    given: evidence({
      journal: [],
      workers: [0, 1].map((n) =>
        worker(n, {
          counts: counts({
            calls: 0,
            succeeded: 0,
            attempts: 0,
            steady: { calls: 0, roundTrips: 0, responses: 0, responseMs: 0 },
          }),
        }),
      ),
      storeScripts: 0,
    }),
    fails: ['the limit is used', '? few store round trips', 'every process takes part'],
  },
])('fails for $why', ({ given, fails }) => {
  expect(failing(given)).toEqual(fails);
});

const action = (atMs: number, what: ChaosAction): Disturbance => ({ ...what, atMs });
const chaos = (fields: Partial<FleetEvidence>, name: FleetLoad['chaos'] = 'kill'): FleetEvidence =>
  evidence(
    {
      disturbances: [action(4_000, { does: 'kill', worker: 1 })],
      workers: [worker(0), worker(1, { counts: null })],
      ...fields,
    },
    { chaos: name },
  );
const exceededAt = (atMs: number): Served[] => [
  ...journal.filter(({ arrivalMs }) => arrivalMs < atMs || arrivalMs >= atMs + 5_000),
  ...Array.from({ length: 103 }, (_, i) => admitted(atMs + i / 10, callIdOf(1, i))),
];
const sentBy0 = (served: readonly Served[]): WorkerRecord[] => {
  const attempts = served.filter(({ callId }) => callId.startsWith('w0.')).length;
  return [worker(0, { counts: counts({ attempts }) }), worker(1, { counts: null })];
};
const quiet = journal.filter(({ arrivalMs }) => arrivalMs < 9_500 || arrivalMs >= 13_000);

it.each<{ why: string; given: FleetEvidence; fails: string[] }>([
  { why: 'a killed process whose share is in use again', given: chaos({}), fails: [] },
  {
    why: 'a share that is not in use again',
    given: chaos({ journal: quiet, workers: sentBy0(quiet) }),
    fails: ['the killed share is in use again within its lifetime'],
  },
  {
    why: 'a window exceeded long after',
    given: chaos({ journal: exceededAt(7_000), workers: sentBy0(exceededAt(7_000)) }),
    fails: [
      'no window exceeded after the first one following each stop and continuation',
      'the killed share is in use again within its lifetime',
    ],
  },
  {
    why: 'nothing that happened',
    given: chaos({ disturbances: [] }),
    fails: ['? chaos: kill', '? the killed share is in use again within its lifetime', 'every request accounted for'],
  },
])('judges $why', ({ given, fails }) => {
  expect(failing(given)).toEqual(fails);
});

const away = [action(4_000, { does: 'stop-store' }), action(9_000, { does: 'restart-store' })];
const noticed = {
  transitions: [
    { atMs: 4_100, degraded: true },
    { atMs: 9_200, degraded: false },
  ],
};

it.each([
  { why: 'all of them notice', workers: [worker(0, noticed), worker(1, noticed)], fails: [] },
  {
    why: 'one does not',
    workers: [worker(0, noticed), worker(1)],
    fails: ['the degraded gauge goes up and comes back'],
  },
])('watches the degraded gauge: $why', ({ workers, fails }) => {
  expect(failing(chaos({ disturbances: away, workers }, 'store-restart'))).toEqual(fails);
});

it('proves nothing by an uncoordinated fleet that was never punished', () => {
  const given = evidence({}, { caller: 'uncoordinated' });
  expect(failing(given)).toEqual(['? the limit is exceeded without coordination']);
  const workers = [worker(0, { counts: counts({ attempts: 104 }) }), worker(1, { counts: counts({ attempts: 0 }) })];
  expect(failing({ ...given, journal: crowd, workers })).toEqual([]);
});

it('demands nothing of a peer but that it can be judged', () => {
  const given = evidence({ storeScripts: 5_400 }, { caller: 'bottleneck' });
  expect(failing(given)).toEqual([]);
  expect(
    judge(given).find((assertion) => assertion.ratios?.storeRoundTripsPerCall)?.ratios?.storeRoundTripsPerCall,
  ).toBe(3);
});
