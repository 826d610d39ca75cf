import type { Clock } from '@evenkeel/toolkit';
import type { Estimators } from '../costs.ts';
import type { FaultRegistry } from '../injection/registry.ts';
import type { Journal } from '../journal/journal.ts';
import type { ResolvedGpuOptions } from '../providers/nerox/gpu/options.ts';
import type { Metrics } from '../server/metrics.ts';
import type { OpenRequests } from '../server/open-requests.ts';
import type { ContextFactory } from './context.ts';

/** What all providers share. */
export interface Core {
  clock: Clock;
  seed: number;
  contexts: ContextFactory;
  openRequests: OpenRequests;
  faults: FaultRegistry;
  journal: Journal;
  metrics: Metrics;
  /** Those of costs, beside the built-in ones. */
  estimators: Estimators;
  gpu: ResolvedGpuOptions;
  /** How many requests a journal holds. */
  journalCapacity: number;
}
