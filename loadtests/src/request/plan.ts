import type { FaultSettings, LaunchOptions } from '@evenkeel/mock-server/launch';
import type { Assertion } from '../assertions/assertion.ts';
import type { Load } from '../shared/load.ts';

/** What the runner must know of a scenario. k6 runs the `script.ts` beside it; a fleet has none. */
export interface Plan {
  /** What it does, for people; the numbers of the load are added to it. */
  title: string;
  /** The contract's name. */
  provider: string;
  /** The tier of the key that the gateway uses. */
  tier: string;
  /** The contract's objectives that its calls are judged by. */
  objectives: readonly string[];
  load: Load;
  /** The operation that counts as a call, where one call of the load is several to the client. Default: all count. */
  counts?: string;
  assertions: readonly Assertion[];
  /** Faults that the mock server injects into every run, and that the client must cope with. Default: none. */
  withstands?: readonly FaultSettings[];
  /** Paths below the mock server's `/admin/` whose answers the assertions need, beside the journal. Default: none. */
  admin?: readonly string[];
  /** Further options of the mock server. Default: none. */
  mock?: Pick<LaunchOptions, 'contractOverrides' | 'gpus' | 'gpuScale'>;
  /** Further environment of the gateway. Default: none. */
  gateway?: Readonly<Record<string, string>>;
  /** Whether it is part of a run that names no scenario. */
  byDefault: boolean;
}

/** Faults that the mock server is told to inject for a whole run, and what they must lead to. */
export interface FaultPlan {
  /** The contract's name. Default: that of the API which the scenario calls. */
  provider?: string;
  faults: readonly FaultSettings[];
  /** The objective that must be breached, and whose alert alone must fire. Default: nothing is foreseen. */
  breaches?: string;
  /**
   * The share of calls that break the objective, where the draw alone decides it. Default: not checked, for faults
   * after which further calls fail, such as one that opens a breaker.
   */
  share?: number;
  /** About how long the load lasts with the fault, in milliseconds, for the rules' windows. Default: as without it. */
  loadMs?: number;
  /** Titles of panels that show 0 in a healthy run, and must show more in this one. Default: none. */
  shownBy?: readonly string[];
}
