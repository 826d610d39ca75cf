import type { ProviderContract } from '@evenkeel/toolkit/providers';
import type { Matchers } from './selector.ts';

/** Whose series a query reads. */
export interface Scope {
  /** Without it all APIs are read: what belongs to the process, not to one of the APIs that it calls. */
  provider?: string;
  /** A regular expression over the scrape jobs; without it all jobs are read. */
  job?: string;
}

/** Alerts watch a provider whichever job calls it. */
export function alertScope(contract: Pick<ProviderContract, 'name'>): Scope {
  return { provider: contract.name };
}

/** Panels obey the dashboard's `job` variable. */
export function panelScope(contract: Pick<ProviderContract, 'name'>): Scope {
  return { provider: contract.name, job: '$job' };
}

/** Panels of what a process has once, whatever it calls. */
export function processScope(): Scope {
  return { job: '$job' };
}

export function scopeMatchers(scope: Scope): Matchers {
  return { provider: scope.provider, job: scope.job === undefined ? undefined : { matches: scope.job } };
}
