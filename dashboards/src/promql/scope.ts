import type { ProviderContract } from '@evenkeel/toolkit/providers';
import type { Matchers } from './selector.ts';

/** Which series a query reads. */
export interface Scope {
  /** The API. Without it all series are read, such as those of the process, which belong to no API. */
  provider?: string;
  /** A regular expression over the scrape jobs; without it all jobs are read. */
  job?: string;
}

/** The scope of alerts: they watch a provider, whichever job calls it. */
export function alertScope(contract: Pick<ProviderContract, 'name'>): Scope {
  return { provider: contract.name };
}

/** The scope of panels: they obey the dashboard's `job` variable. */
export function panelScope(contract: Pick<ProviderContract, 'name'>): Scope {
  return { provider: contract.name, job: '$job' };
}

/** The scope of panels of what a process has once, whatever APIs it calls. */
export function processScope(): Scope {
  return { job: '$job' };
}

export function scopeMatchers(scope: Scope): Matchers {
  return { provider: scope.provider, job: scope.job === undefined ? undefined : { matches: scope.job } };
}
