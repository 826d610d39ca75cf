import type { ProviderContract } from '../../contract/contract.ts';
import { MissingScopeError } from './errors.ts';

/** Each scope that a contract's operations need, with the operations that need it. */
export function scopesOf(contract: ProviderContract): Map<string, string[]> {
  const needed = new Map<string, string[]>();
  for (const [name, operation] of Object.entries(contract.operations)) {
    // An alias is sent as the operation that it stands for.
    const scopes = 'via' in operation ? [] : operation.permissions;
    for (const scope of scopes) needed.set(scope, [...(needed.get(scope) ?? []), name]);
  }
  return needed;
}

/** @throws MissingScopeError unless all that are `wanted` are `granted` */
export function requireScopes(
  contract: ProviderContract,
  granted: readonly string[],
  wanted: readonly string[] | undefined,
): void {
  const needed = scopesOf(contract);
  const missing = (wanted ?? [...needed.keys()]).filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return;
  throw new MissingScopeError(
    missing.map((scope) => ({ scope, operations: needed.get(scope) ?? [] })),
    granted,
  );
}
