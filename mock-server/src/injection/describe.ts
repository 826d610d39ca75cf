import { faults } from './catalogue.ts';
import type { FaultSettings } from './fault.ts';
import { readFields } from './fields.ts';

/** A fault, for people who choose one. */
export interface FaultDescription {
  name: string;
  /** What it does: a sentence that begins with a verb. */
  summary: string;
  /** The only operation that it can act on; null: all. */
  operation: string | null;
  /** Its settings where nothing but its name is given. */
  defaults: FaultSettings;
}

/** All faults, in the order of their names. */
export function listFaults(): FaultDescription[] {
  return [...faults.values()].map(({ name, summary, operation = null, defaults }) => {
    return { name, summary, operation, defaults: { fault: name, rate: 1, ...defaults } };
  });
}

/**
 * What a fault does, in words: `503 on every attempt of 3 % of the calls`.
 * @throws RangeError for a name that no fault has
 * @throws BadRequest for a field that the fault would refuse
 */
export function describeFault(settings: FaultSettings): string {
  const fault = faults.get(settings.fault);
  if (fault === undefined) {
    throw new RangeError(`fault is "${settings.fault}": give one of ${[...faults.keys()].join(', ')}.`);
  }
  const share = shareOf(settings);
  return fault.describe(readFields(fault.fields, settings), {
    requests: requestsHit(settings, share),
    jobs: `${share} of the jobs`,
  });
}

/** Rounded, since a binary fraction times 100 may not be a round percentage. */
const shareOf = ({ rate }: FaultSettings): string => `${Math.round(rate * 1e6) / 1e4} %`;

function requestsHit({ per, operation, attempts }: FaultSettings, share: string): string {
  const of = operation === undefined ? '' : ` of ${operation}`;
  if (per === 'attempt') return `${share} of the attempts${of}`;
  return `${attempts === 'first' ? 'the first' : 'every'} attempt${of} of ${share} of the calls`;
}
