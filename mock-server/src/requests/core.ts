import type { Clock } from '@evenkeel/toolkit';
import type { ActiveFault } from '../injection/fault.ts';
import type { FaultRegistry } from '../injection/registry.ts';
import type { Journal } from '../journal/journal.ts';
import type { ResolvedGpuOptions } from '../providers/nerox/gpu/options.ts';
import type { Metrics } from '../server/metrics.ts';
import type { OpenRequests } from '../server/open-requests.ts';
import type { MockSettings } from '../settings.ts';
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
  gpu: ResolvedGpuOptions;
  /** How much a journal holds. */
  journalCapacity: number;
}

/** Under this name a request has its context. */
export const CONTEXT = 'requestContext';

export function activeFaults({ faults }: Core, { provider }: MockSettings): ActiveFault[] {
  return faults.list().filter((fault) => fault.provider === provider);
}
