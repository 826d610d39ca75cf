import { type WindowLoad, windowOptimumMs } from './plan.ts';
import type { WindowRequest } from './window-server.ts';

/** What a caller tells of its calls; those that are neither done nor failed had not ended when it was stopped. */
export interface ToldByCaller {
  done: number;
  failed: number;
  /** From its first call to its last answer. */
  tookMs: number;
  /** How many calls failed, by code or message. */
  errors: Record<string, number>;
}

export interface WindowFigures extends ToldByCaller {
  /** Calls that are not done, whatever became of them. */
  lost: number;
  /** Requests that the server admitted: more than calls where one was made twice. */
  admitted: number;
  /** Those that it refused before its second window began. */
  refused: number;
  /** Those that it refused after that. */
  refusedLater: number;
  /** In optima; tells nothing where calls were lost. */
  ofOptimum: number;
}

/** @param journal in the order in which requests came */
export function windowFigures(journal: readonly WindowRequest[], told: ToldByCaller, plan: WindowLoad): WindowFigures {
  const refused = journal.filter(({ admitted }) => !admitted);
  const later = refused.filter(({ window }) => window > 1).length;
  return {
    ...told,
    lost: plan.calls - told.done,
    admitted: journal.length - refused.length,
    refused: refused.length - later,
    refusedLater: later,
    ofOptimum: told.tookMs / windowOptimumMs(plan),
  };
}
