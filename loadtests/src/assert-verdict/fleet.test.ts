import { expect, it } from 'vitest';
import { TOO_BUSY } from '../fleet/assertions/limit.ts';
import type { VerdictFile } from '../report/verdict-file.ts';
import { type FleetKind, fleetComplaints, fleetKinds } from './fleet.ts';

const fleet = { processes: 8, caller: 'evenkeel', demand: 'even', chaos: null, skewMs: 0, penalties: 0 } as const;
const counts = { sent: 6_000, succeeded: 6_000, failed: 0, rejected: 0, cancelled: 0, rateLimited: 0, dropped: 0 };
const result = (fields: Partial<VerdictFile> = {}): VerdictFile => ({
  verdict: 'PASS',
  scenario: 'neura-fleet',
  seed: 1,
  startedAt: '',
  durationMs: 1,
  objectives: [],
  counts,
  ratios: { limitUsed: 0.95, storeRoundTripsPerCall: 0.1 },
  fleet,
  reasons: [],
  ...fields,
});
const { fleet: _, ...noFleet } = result();

it.each<{ kind: FleetKind; given: VerdictFile }>([
  { kind: 'coordinated', given: result() },
  { kind: 'alone', given: result({ fleet: { ...fleet, processes: 1 } }) },
  { kind: 'uneven', given: result({ fleet: { ...fleet, demand: 'uneven', skewMs: 10_000 } }) },
  // A window may be exceeded right after something was done to the fleet.
  { kind: 'chaos', given: result({ fleet: { ...fleet, chaos: 'all', penalties: 1 }, ratios: { limitUsed: 0.8 } }) },
  {
    kind: 'uncoordinated',
    given: result({
      fleet: { ...fleet, caller: 'uncoordinated', penalties: 2 },
      counts: { ...counts, succeeded: 600, rateLimited: 500 },
    }),
  },
])('has no complaint about a fleet that is $kind', ({ kind, given }) => {
  expect(fleetComplaints(given, kind)).toEqual([]);
  // No other kind of fleet accepts this verdict.
  for (const other of fleetKinds.filter((name) => name !== kind)) {
    expect(fleetComplaints(given, other)).not.toEqual([]);
  }
});

it.each<{ given: VerdictFile; says: string }>([
  { given: noFleet, says: 'neura-fleet was no fleet.' },
  { given: result({ scenario: 'other' }), says: 'The scenario must be neura-fleet' },
  { given: result({ verdict: 'FAIL', reasons: ['Torn.'] }), says: 'The verdict must be PASS, and was FAIL: Torn.' },
  { given: result({ fleet: { ...fleet, processes: 7 } }), says: 'processes must be 8, and was 7.' },
  { given: result({ fleet: { ...fleet, penalties: 1 } }), says: 'No penalty may be paid, and 1 were.' },
  { given: result({ counts: { ...counts, rateLimited: 3 } }), says: 'No penalty may be paid' },
  { given: result({ ratios: { ...result().ratios, limitUsed: 0.949 } }), says: 'limitUsed must be at least 0.95' },
  {
    given: result({
      verdict: 'INCONCLUSIVE',
      reasons: ['Nobody knows.'],
      ratios: { ...result().ratios, limitUsed: 0.949 },
    }),
    says: 'The verdict must be PASS, and was INCONCLUSIVE',
  },
  { given: result({ ratios: { limitUsed: 0.96 } }), says: 'storeRoundTripsPerCall must be at most 0.1' },
  { given: result({ counts: { ...counts, succeeded: 5_999 } }), says: 'Every call must succeed; 5999 of 6000 did.' },
  { given: result({ counts: { ...counts, sent: 0, succeeded: 0 } }), says: 'Every call must succeed' },
])('complains of a coordinated fleet: $says', ({ given, says }) => {
  expect(fleetComplaints(given, 'coordinated')).toContainEqual(expect.stringContaining(says));
});

it('takes it that a busy machine can’t show the share of the limit, and nothing else', () => {
  const busy = { verdict: 'INCONCLUSIVE', reasons: [`Only 94.9 %. ${TOO_BUSY}`] } as const;
  const given = { ...busy, reasons: [...busy.reasons], ratios: { ...result().ratios, limitUsed: 0.949 } };
  expect(fleetComplaints(result(given), 'coordinated')).toEqual([]);
  const punished = result({ ...given, fleet: { ...fleet, penalties: 1 } });
  expect(fleetComplaints(punished, 'coordinated')).toEqual(['No penalty may be paid, and 1 were.']);
});

it('complains of an uncoordinated fleet that was not punished', () => {
  const given = result({ fleet: { ...fleet, caller: 'uncoordinated' } });
  expect(fleetComplaints(given, 'uncoordinated')).toEqual(['Penalties must be paid, and none was.']);
});
