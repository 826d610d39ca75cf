import type { OperationSettings } from '../settings.ts';

/** A contract's path as Fastify writes it: `/{network}/agents/{agent}` is `/:network(^(?:a|b)$)/agents/:agent`. */
export const toRoute = (path: string, networks: readonly string[]): string =>
  path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    // What is no network is no route, and counts against nobody.
    name === 'network' ? `:network(^(?:${networks.join('|')})$)` : `:${name}`,
  );

/** What is counted together: the network, where the path has one, and the route group. */
export function laneOf({ routeGroup }: OperationSettings, params: unknown): string {
  const { network } = (params ?? {}) as { network?: string };
  return network === undefined ? routeGroup : `${network}/${routeGroup}`;
}
