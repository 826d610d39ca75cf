import type {
  Clock,
  EventSink,
} from './index.d.mts';
import type {
  ProviderContract,
} from './providers.d.mts';
import type {
  Registry,
} from 'prom-client';
export interface MetricsOptions {
  register: Registry;
  contracts: readonly ProviderContract[];
  clock?: Clock;
}
export declare function createMetrics({ register, contracts, clock }: MetricsOptions): EventSink;
export declare function durationBuckets(contracts: readonly ProviderContract[]): number[];
