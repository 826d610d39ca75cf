import { describe, expect, test } from 'vitest';
import type { OperationSettings } from '../settings.ts';
import { partitionOf, toRoute } from './route.ts';

test.each([
  ['/v1/infer', [], '/v1/infer'],
  ['/{network}/agents', ['solana', 'base'], '/:network(^(?:solana|base)$)/agents'],
  ['/{network}/agents/{agent}/call', ['base'], '/:network(^(?:base)$)/agents/:agent/call'],
])('%s on %j is the route %s', (path, networks, route) => {
  expect(toRoute(path, networks)).toBe(route);
});

describe('what is counted together', () => {
  const operation = { routeGroup: 'agents' } as OperationSettings;
  test.each([
    [{ network: 'base' }, undefined, 'base/agents'],
    [{}, undefined, 'agents'],
    [undefined, undefined, 'agents'],
    [{ network: 'base' }, { perNetwork: true, perRouteGroup: false }, 'base'],
    [{ network: 'base' }, { perNetwork: false, perRouteGroup: true }, 'agents'],
    [{ network: 'base' }, { perNetwork: false, perRouteGroup: false }, ''],
  ])('params %j by %j: %s', (params, by, partition) => {
    expect(partitionOf(operation, params, by)).toBe(partition);
  });
});
