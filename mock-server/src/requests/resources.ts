import type { Clock } from '@evenkeel/toolkit';
import type { FastifyBaseLogger } from 'fastify';
import type { Redis } from 'ioredis';
import { CountedWindow, type OnStoreFailure } from '../limits/counted-window.ts';
import type { Metrics } from '../server/metrics.ts';
import type { MockSettings } from '../settings.ts';
import { Upstream } from '../upstream/upstream.ts';

/** What a provider has beside the limits of single keys. */
export interface Resources {
  /** Windows that a store counts, by tier. */
  counted: ReadonlyMap<string, CountedWindow>;
  /** The upstreams behind the API, by network. */
  upstreams: ReadonlyMap<string, Upstream>;
}

interface Needs {
  redis: Redis | null;
  onStoreFailure: OnStoreFailure;
  clock: Clock;
  seed: number;
  metrics: Metrics;
  log: FastifyBaseLogger;
}

/** Makes the windows and upstreams that a provider's contract asks for. */
export function createResources(settings: MockSettings, needs: Needs): Resources {
  const { provider, tiers, networks, backend } = settings;
  const { redis, onStoreFailure, clock, seed, metrics, log } = needs;
  const counted = Object.entries(tiers).flatMap(([tier, limits]): [string, CountedWindow][] =>
    limits.counted === null
      ? []
      : [[tier, new CountedWindow({ name: provider, settings: limits.counted, redis, onStoreFailure })]],
  );
  const events = {
    onStateChange(network: string, state: Upstream['state']): void {
      metrics.breakerChanged(provider, network, state);
      log.debug({ provider, network, state }, 'breaker-changed');
    },
    onRetry(network: string, retry: number, delayMs: number): void {
      log.debug({ provider, network, retry, delayMs }, 'upstream-retry');
    },
  };
  const upstreams = networks.flatMap((network): [string, Upstream][] =>
    backend === null ? [] : [[network, new Upstream(network, backend, { clock, seed, events })]],
  );
  return { counted: new Map(counted), upstreams: new Map(upstreams) };
}
