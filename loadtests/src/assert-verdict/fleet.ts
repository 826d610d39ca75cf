import { TOO_BUSY } from '../fleet/assertions/limit.ts';
import type { CombinedVerdictFile, FleetSummary, VerdictFile } from '../report/verdict-file.ts';
import { unless } from './complaints.ts';
import { promises } from './promises.ts';

/** The kinds of fleets that CI runs, and how each must have been run. */
const fleets = {
  coordinated: { caller: 'evenkeel', demand: 'even', chaos: null, skewMs: 0, processes: 8 },
  alone: { caller: 'evenkeel', demand: 'even', chaos: null, skewMs: 0, processes: 1 },
  uneven: { caller: 'evenkeel', demand: 'uneven', chaos: null, skewMs: 10_000, processes: 8 },
  chaos: { caller: 'evenkeel', demand: 'even', chaos: 'all', skewMs: 0, processes: 8 },
  uncoordinated: { caller: 'uncoordinated', demand: 'even', chaos: null, skewMs: 0, processes: 8 },
} as const satisfies Record<string, Omit<FleetSummary, 'penalties'>>;

export type FleetKind = keyof typeof fleets;
export const fleetKinds = Object.keys(fleets) as FleetKind[];

/** What is wrong with the verdict of a fleet of that kind. */
export function fleetComplaints(result: VerdictFile | CombinedVerdictFile, kind: FleetKind): string[] {
  const { verdict, scenario, fleet, reasons, objectives } = result;
  if (fleet === undefined) return [`${scenario} was no fleet.`];
  const must = fleets[kind];
  const other = Object.entries(must).filter(([name, value]) => fleet[name as keyof typeof must] !== value);
  return [
    ...other.map(([name, value]) => `${name} must be ${value}, and was ${fleet[name as keyof typeof must]}.`),
    ...unless(scenario === 'neura-fleet', `The scenario must be neura-fleet, and was ${scenario}.`),
    ...unless(
      (verdict === 'PASS' && reasons.length === 0) || machineWasBusy(result),
      `The verdict must be PASS, and was ${verdict}: ${reasons}`,
    ),
    ...unless(objectives.length === 0, 'No objective applies to a fleet, and some were judged.'),
    ...(kind === 'uncoordinated' ? punished(result, fleet) : unpunished(result, fleet, kind)),
  ];
}

/** Everything holds except the share of the limit, which a busy machine can't show; the assertion checked the rest. */
const machineWasBusy = ({ verdict, reasons }: VerdictFile | CombinedVerdictFile): boolean =>
  verdict === 'INCONCLUSIVE' && reasons.length === 1 && reasons[0]?.includes(TOO_BUSY) === true;

const punished = ({ counts }: VerdictFile, { penalties }: FleetSummary): string[] =>
  unless(penalties > 0 && (counts.rateLimited ?? 0) > 0, 'Penalties must be paid, and none was.');

function unpunished(result: VerdictFile, { penalties, processes }: FleetSummary, kind: FleetKind): string[] {
  const { counts, ratios } = result;
  const { sent, succeeded } = counts;
  const { limitUsed, fewProcesses, roundTrips } = promises.fleet;
  const used = ratios.limitUsed ?? 0;
  const trips = ratios.storeRoundTripsPerCall ?? Number.POSITIVE_INFINITY;
  const most = processes <= fewProcesses ? roundTrips.few : roundTrips.many;
  const steady =
    kind === 'chaos'
      ? []
      : [
          ...unless(penalties === 0 && counts.rateLimited === 0, `No penalty may be paid, and ${penalties} were.`),
          ...unless(
            used >= limitUsed || machineWasBusy(result),
            `limitUsed must be at least ${limitUsed}, and was ${used}.`,
          ),
          ...unless(trips <= most, `storeRoundTripsPerCall must be at most ${most}, and was ${trips}.`),
        ];
  return [
    ...unless(sent > 0 && succeeded === sent, `Every call must succeed; ${succeeded} of ${sent} did.`),
    ...steady,
  ];
}
