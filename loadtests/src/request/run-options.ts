import type { CallerName, ChaosName } from '../shared/fleet-names.ts';
import type { Fault } from './catalogue.ts';
import type { Target } from './target.ts';

/** Options that only fleets have; what is null is as the scenario plans. */
export interface FleetOptions {
  processes: number | null;
  uneven: boolean;
  uncoordinated: boolean;
  peer: CallerName | null;
  chaos: ChaosName | null;
  skew: boolean;
}

/** Options of a run, beside its scenario. */
export interface RunOptions {
  /** null: as the scenario plans. */
  durationMs: number | null;
  fault: Fault | null;
  /** null: our own mock server and gateway. */
  target: Target | null;
  seed: number;
  /** Where a fleet's Redis comes from; null: as the scenario needs. */
  redis: string | null;
  fleet: FleetOptions;
}
