import { WARM_UP_MS } from '../shared/fleet-evidence.ts';
import { type FleetLoad, LARGE_SHARE } from '../shared/load.ts';
import type { Go } from './messages.ts';

/** Calls that the whole fleet has under way: more than enough to use up a limit of 300 a second despite the delays. */
const FLEET_IN_FLIGHT = 400;
const EACH_IN_FLIGHT = 20;

/** What each process is told to do. */
export function demandOf({ demand, processes, durationMs, perSecond }: FleetLoad, worker: number): Go {
  const base = { type: 'go', warmUpMs: WARM_UP_MS, steadyForMs: Math.max(0, durationMs - WARM_UP_MS) } as const;
  if (demand === 'even') {
    return {
      ...base,
      forMs: durationMs,
      calls: null,
      inFlight: Math.ceil(FLEET_IN_FLIGHT / processes) + EACH_IN_FLIGHT,
    };
  }
  // All work is there from the start, and each process has to do its own part by itself.
  const all = Math.round((perSecond * durationMs) / 1_000);
  const large = processes === 1 ? all : Math.round(all * LARGE_SHARE);
  const rest = all - large;
  const small = Math.floor(rest / Math.max(1, processes - 1));
  const first = worker === 0 ? large + rest - small * (processes - 1) : small;
  return { ...base, forMs: null, calls: first, inFlight: FLEET_IN_FLIGHT + EACH_IN_FLIGHT };
}
