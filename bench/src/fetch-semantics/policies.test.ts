import { expect, it } from 'vitest';
import { actingPolicies } from './policies.ts';

const seen = (...server: string[]) => ({ client: 'no', server, untaken: [] });

it.each<[string[], string[], string[]]>([
  [['/a'], ['/a'], ['/a']],
  [['/a'], ['/a', '/a', '/a'], ['/a', '/a', '/a']],
  [
    ['/a', '/b'],
    ['/a', '/b', '/a', '/b'],
    ['/a', '/b', '/a', '/b'],
  ],
  [
    ['/a', '/b'],
    ['/a', '/b', '/a'],
    ['/a', '/b'],
  ],
  [['/a'], ['/b', '/b'], ['/a', '/a']],
  [['/a'], [], ['/a']],
  [[], ['/a'], []],
])('a retry may send all of %j again, and nothing else: of %j it allows %j', (plain, got, allowed) => {
  expect(actingPolicies.retry(seen(...plain), seen(...got))).toEqual(seen(...allowed));
});
