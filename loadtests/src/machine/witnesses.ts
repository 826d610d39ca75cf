import { formatCount } from '@evenkeel/tools/command-line';
import type { Reading } from '../shared/evidence.ts';
import type { HostUse } from './host-use.ts';

/** In so large a part of the load's time the machine may have nothing left: a script is compiled, a batch is read. */
const MAY_BE_FULL = 0.25;
/** The share of calls that may be slow in the generator and not in the application. */
const MAY_BE_SLOW = 0.005;

/** Who saw that the machine or the generator was the limit, and not what was under load, as sentences. */
export const witnesses = (host: HostUse, readings: readonly Reading[]): string[] => [
  ...ofHost(host),
  ...readings.flatMap(ofGenerator),
];

function ofHost({ windows, full }: HostUse): string[] {
  if (full <= MAY_BE_FULL * windows) return [];
  return [`All processors were busy in ${formatCount(full)} of ${formatCount(windows)} s of the load.`];
}

function ofGenerator({ objective, k6, prometheus }: Reading): string[] {
  if (objective.sli !== 'latency' || prometheus === undefined) return [];
  if (k6.bad - prometheus.bad <= MAY_BE_SLOW * k6.total) return [];
  const calls = `${formatCount(k6.bad)} calls were slow by k6 and ${formatCount(prometheus.bad)} by the application`;
  return [`${calls}: the others waited in the generator.`];
}
