import type { CountedWindowSettings, OperationSettings } from '../settings.ts';

const byBoth = { perNetwork: true, perRouteGroup: true };

/** A contract's path as Fastify writes it: `/{network}/agents/{agent}` is `/:network(^(?:a|b)$)/agents/:agent`. */
export const toRoute = (path: string, networks: readonly string[]): string =>
  path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    // What is no network is no route, and counts against nobody.
    name === 'network' ? `:network(^(?:${networks.join('|')})$)` : `:${name}`,
  );

/** What is counted together: by the network, where the path has one, and the route group, unless a window is wider. */
export function partitionOf(
  { routeGroup }: OperationSettings,
  params: unknown,
  { perNetwork, perRouteGroup }: Pick<CountedWindowSettings, 'perNetwork' | 'perRouteGroup'> = byBoth,
): string {
  const { network } = (params ?? {}) as { network?: string };
  const parts = [perNetwork ? network : undefined, perRouteGroup ? routeGroup : undefined];
  return parts.filter((part) => part !== undefined).join('/');
}
