import { join } from 'node:path';
import { discover } from '../discover.ts';
import type { FetchGroup } from './fetch-case.ts';

const isGroup = (value: unknown): value is FetchGroup =>
  typeof value === 'object' && value !== null && 'cases' in value;

/**
 * All cases, by topic: each file of `cases/` has one.
 * @throws Error where two cases have one name
 */
export async function loadGroups(): Promise<FetchGroup[]> {
  const groups = await discover(join(import.meta.dirname, 'cases'), isGroup);
  const names = groups.flatMap(({ cases }) => cases.map(({ name }) => name));
  const doubled = names.find((name, at) => names.indexOf(name) !== at);
  if (doubled !== undefined) throw new Error(`Two cases are called ${doubled}.`);
  return groups;
}
