import { rangeError } from '../errors.ts';
import type { MockSettings } from '../settings.ts';

/** A path as the router tells it from others: parameters by their place, not by their name. */
const patternOf = (path: string, networks: readonly string[]): string =>
  path.replaceAll(/\{(\+?)(\w+)\}/g, (_whole, rest: string, name: string) =>
    name === 'network' ? `{${networks.join('|')}}` : `{${rest}}`,
  );

/** @throws RangeError where two contracts have operations of the same method and path */
export function checkRoutes(providers: Iterable<MockSettings>): void {
  const owners = new Map<string, string>();
  for (const { provider, operations, networks } of providers) {
    for (const { method, path } of Object.values(operations)) {
      const route = `${method} ${patternOf(path, networks)}`;
      const owner = owners.get(route) ?? provider;
      if (owner !== provider) {
        throw rangeError(
          `contracts: ${owner} and ${provider} both have ${method} ${path}: serve them by one mock server each.`,
        );
      }
      owners.set(route, provider);
    }
  }
}
