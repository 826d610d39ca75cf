import { formatPercent } from '../format.ts';
import { unkept } from './checks.ts';
import type { Measurement } from './measure.ts';
import type { Promises } from './plan.ts';
import type { TokenRound } from './round.ts';

export interface Ruling {
  verdict: 'PASS' | 'FAIL' | 'INCONCLUSIVE';
  /** A sentence each. */
  reasons: string[];
  /** The worst of all rounds, for the last line. */
  figure: string;
}

const measuredOf = (rounds: readonly TokenRound[], name: string): { seed: number; of: Measurement }[] =>
  rounds.map(({ seed, measured }) => ({ seed, of: measured[name] as Measurement }));

/** A process that is later than this is kept from the machine: whatever it does then tells nothing of a client. */
const LATE_MS = 250;

/**
 * Every round of ours must hold what is promised, since a median would hide a bad one. Where all rounds that do not hold
 * it were late, nothing is shown.
 */
export function ruleOn(names: readonly string[], rounds: readonly TokenRound[], promised: Promises): Ruling {
  const figure = names.map((name) => figureOf(name, rounds, promised)).join('; ');
  const failed = rounds.flatMap((round) => {
    const reasons = names.flatMap((name) => unkept(name, round.seed, round.measured[name] as Measurement, promised));
    return reasons.length === 0 ? [] : { reasons, late: lateness(names, round) };
  });
  const reasons = failed.flatMap(({ reasons, late }) => [...reasons, ...late]);
  if (failed.length === 0) return { verdict: 'PASS', reasons, figure };
  return { verdict: failed.every(({ late }) => late.length > 0) ? 'INCONCLUSIVE' : 'FAIL', reasons, figure };
}

/** A sentence if the machine was too busy in a round. */
function lateness(names: readonly string[], { seed, lateMs, measured }: TokenRound): string[] {
  const clientsMs = Math.max(...names.map((name) => (measured[name] as Measurement).lateMs));
  if (Math.max(lateMs, clientsMs) <= LATE_MS) return [];
  const [api, clients] = [lateMs, clientsMs].map((ms) => ms.toFixed(0));
  return [
    `With seed ${seed} the API was late by ${api} ms and a client by ${clients} ms: measure again, on a quieter machine.`,
  ];
}

/** Processes that do not know of each other must be refused: else the load was too weak to show anything. */
export function ruleOnUncoordinated(name: string, rounds: readonly TokenRound[], promised: Promises): Ruling {
  const unpunished = measuredOf(rounds, name).filter(({ of }) => !(of.refusalRatio > promised.refusalRatio));
  const reasons = unpunished.map(
    ({ seed }) => `"${name}" was hardly refused with seed ${seed}: the load was too weak.`,
  );
  const figure = figureOf(name, rounds, promised);
  return { verdict: reasons.length === 0 ? 'PASS' : 'INCONCLUSIVE', reasons, figure };
}

function figureOf(
  name: string,
  rounds: readonly TokenRound[],
  { tripsPerCall, tripsPerSecond, shareError }: Promises,
): string {
  const all = measuredOf(rounds, name).map(({ of }) => of);
  const worst = (key: 'refusalRatio' | 'lost' | 'aboveBound' | 'tripsPerCall' | 'tripsPerSecond'): number =>
    Math.max(...all.map((each) => each[key]));
  const used = formatPercent(Math.min(...all.map((each) => each.used)));
  const least = formatPercent(Math.min(...all.flatMap(({ shares }) => shares)));
  const shares = shareError === null ? '' : `, a build had ${least} of that at least`;
  const trips = tripsPerCall === null ? '' : `, ${worst('tripsPerCall').toFixed(3)} trips a call`;
  const renewals =
    tripsPerSecond === null ? '' : `, ${worst('tripsPerSecond').toFixed(2)} trips a second for each process`;
  const refused = `${(worst('refusalRatio') * 100).toFixed(2)} % refused`;
  return `${name}: ${used} used, ${refused}, ${worst('lost')} lost, ${worst('aboveBound')} above their bound${shares}${trips}${renewals}`;
}
