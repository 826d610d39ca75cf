import { expect, it } from 'vitest';
import { actingPolicies } from './policies.ts';

it('a retry may send a request again, and nothing else', () => {
  const seen = { client: 'ok', server: [{ path: '/a' }, { path: '/a' }, { path: '/b' }, { path: '/a' }], untaken: [] };
  expect(actingPolicies.retry(seen)).toEqual({ ...seen, server: [{ path: '/a' }, { path: '/b' }, { path: '/a' }] });
});
