import { WrongCall } from '@evenkeel/tools/command-line';
import { leastProcesses, scheduleOf } from '../shared/chaos.ts';
import type { FleetLoad } from '../shared/load.ts';
import type { RunOptions } from './run-options.ts';

/** A shorter load leaves nothing to judge after the fleet has reached its steady pace. */
const LEAST_MS = 5_000;
/** The skew of `--skew`: far more than the error of a clock that is synchronised now and then. */
const SKEW_MS = 10_000;

/**
 * The load of a fleet, as asked for.
 * @throws WrongCall where options do not go together
 */
export function fleetLoad(name: string, plan: FleetLoad, options: RunOptions): FleetLoad {
  const { durationMs, fault, target, fleet, redis } = options;
  if (target !== null)
    throw new WrongCall(`--target: ${name} is judged by our own mock server's journal; leave it out.`);
  if (fault !== null) throw new WrongCall(`--faults: ${name} exercises no objective that ${fault.name} could breach.`);
  const caller = callerOf(plan, fleet);
  const chaos = fleet.chaos ?? plan.chaos;
  const processes = fleet.processes ?? plan.processes;
  if (redis === 'memory' && processes > 1) {
    throw new WrongCall(
      '--redis: several processes share nothing on memory; say auto, server, testcontainers or a URL.',
    );
  }
  const load: FleetLoad = {
    ...plan,
    processes,
    caller,
    chaos,
    durationMs: durationMs ?? plan.durationMs,
    demand: fleet.uneven ? 'uneven' : plan.demand,
    skewMs: fleet.skew ? SKEW_MS : plan.skewMs,
  };
  if (load.durationMs < LEAST_MS) {
    throw new WrongCall(`--duration: ${name} is judged from the third second on; give at least ${LEAST_MS / 1_000}.`);
  }
  return chaos === null ? load : withChaos(load, chaos, durationMs, redis);
}

function callerOf(plan: FleetLoad, fleet: RunOptions['fleet']): FleetLoad['caller'] {
  if (fleet.uncoordinated && fleet.peer !== null) {
    throw new WrongCall('--peer: a peer coordinates as it does; leave --uncoordinated out.');
  }
  if (fleet.uncoordinated) return 'uncoordinated';
  return fleet.peer ?? plan.caller;
}

function withChaos(
  load: FleetLoad,
  chaos: NonNullable<FleetLoad['chaos']>,
  askedMs: number | null,
  redis: string | null,
): FleetLoad {
  if (load.caller !== 'evenkeel') {
    throw new WrongCall('--chaos: only a coordinated fleet is held to what it must withstand; leave it out.');
  }
  if (load.demand === 'uneven') {
    throw new WrongCall('--uneven: what a fleet withstands is judged by its throughput; leave it, or --chaos, out.');
  }
  const schedule = scheduleOf(chaos);
  const least = leastProcesses(schedule);
  if (load.processes < least || load.processes < 2) {
    throw new WrongCall(`--processes: ${chaos} needs at least ${Math.max(2, least)}, so that somebody is left alone.`);
  }
  if (redis?.includes('://') === true && schedule.actions.some(({ action }) => action.does === 'stop-store')) {
    throw new WrongCall(
      `--redis: ${chaos} stops the Redis, and one that is somebody else's is not ours to stop; say auto.`,
    );
  }
  if (askedMs !== null && askedMs < schedule.leastMs) {
    throw new WrongCall(
      `--duration: ${chaos} takes ${schedule.leastMs / 1_000} s; give at least that, or leave it out.`,
    );
  }
  return { ...load, durationMs: askedMs ?? Math.max(load.durationMs, schedule.leastMs) };
}
