import type { FaultSettings, LaunchOptions } from '@evenkeel/mock-server/launch';
import type { Assertion } from '../assertions/assertion.ts';
import type { Load } from '../shared/load.ts';

/** What the runner must know of a scenario. Its `script.ts` is what k6 runs; a fleet has none. */
export interface Plan {
  /** What it does, for people, without the numbers of the load: they are put behind it. */
  title: string;
  /** The contract's name. */
  provider: string;
  /** The tier of the key that the gateway uses. */
  tier: string;
  /** The contract's objectives that its calls are judged by. */
  objectives: readonly string[];
  load: Load;
  /** The operation that stands for a call of the load, where one call is several to the client. Default: all count. */
  counts?: string;
  assertions: readonly Assertion[];
  /** Faults that the mock server injects into every run, and that the client must cope with. Default: none. */
  withstands?: readonly FaultSettings[];
  /** Paths below the mock server's `/admin/` whose answers the assertions need, beside the journal. Default: none. */
  admin?: readonly string[];
  /** What else the mock server is started with. Default: nothing. */
  mock?: Pick<LaunchOptions, 'contractOverrides' | 'gpus' | 'gpuScale'>;
  /** Further environment of the gateway. Default: none. */
  gateway?: Readonly<Record<string, string>>;
  /** Part of a run that names no scenario. */
  byDefault: boolean;
}

/** Faults that the mock server is told to inject for a whole run, and what they must lead to. */
export interface FaultPlan {
  /** The contract's name. Default: whatever the scenario calls. */
  provider?: string;
  faults: readonly FaultSettings[];
  /** The objective that must be breached, and whose alert alone must fire. Default: nothing is foreseen. */
  breaches?: string;
  /**
   * The share of the calls that break the objective, where the draw alone decides it. Default: left open, for what
   * goes on to fail by itself once it has begun, as behind an open breaker.
   */
  share?: number;
  /** About how long the load lasts with it, in milliseconds; the rules' windows follow. Default: as long as without it. */
  loadMs?: number;
  /** Titles of panels that are 0 in a healthy run and must not be in this one. Default: none. */
  shownBy?: readonly string[];
}
