import { contracts, type ProviderContract } from '@evenkeel/toolkit/providers';
import type { RunParameters } from '../../shared/load.ts';

/** What the runner tells the script about this run. */
export const run: RunParameters = JSON.parse(__ENV.EVENKEEL_RUN ?? 'null');

function contractOf(name: string): ProviderContract {
  const contract = contracts.find((candidate) => candidate.name === name);
  if (contract === undefined) throw new Error(`There is no contract named "${name}".`);
  return contract;
}

export const contract = contractOf(run.provider);
