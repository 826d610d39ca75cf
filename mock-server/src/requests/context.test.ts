import { attemptHeader, callIdHeader } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { nimbusContract } from '../app.fixture.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { fingerprint } from '../keys/secrets.ts';
import { type OperationSettings, resolveMockSettings } from '../settings.ts';
import { ContextFactory, type Route } from './context.ts';

const nimbus = resolveMockSettings(nimbusContract);
const ring = new KeyRing(
  { one: { provider: 'nimbus', tier: 'free' }, two: { provider: 'nimbus', tier: 'free' } },
  new Map([['nimbus', nimbus]]),
);
function route(provider: string): Route {
  const { infer } = nimbus.operations;
  return { settings: { ...nimbus, provider }, name: 'infer', operation: infer as OperationSettings };
}
const open = (contexts: ContextFactory, headers: Record<string, string>, provider = 'nimbus') =>
  contexts.open(route(provider), { headers, params: undefined }, 0);

test.each([
  [{ [callIdHeader]: 'c', [attemptHeader]: '3' }, 'c', 3],
  [{ [callIdHeader]: 'c' }, 'c', 1],
  [{ [callIdHeader]: 'c', [attemptHeader]: '0' }, 'c', 1],
  [{ [callIdHeader]: 'c', [attemptHeader]: 'two' }, 'c', 1],
  [{ [callIdHeader]: 'c', [attemptHeader]: '99999999999' }, 'c', 1],
  [{ [attemptHeader]: '3' }, 'anon-1', 1],
  [{ [callIdHeader]: '' }, 'anon-1', 1],
  [{ [callIdHeader]: 'x'.repeat(9_999) }, 'x'.repeat(256), 1],
])('%o is one call id and one attempt', (headers, callId, attempt) => {
  expect(open(new ContextFactory(ring), headers).subject).toMatchObject({ callId, attempt });
});

test('requests without a call id are counted for each key', () => {
  const contexts = new ContextFactory(ring);
  const ids = ['one', 'two', 'one', 'stranger', 'nobody'].map(
    (key) => open(contexts, { authorization: `Bearer ${key}` }).subject.callId,
  );
  expect(ids).toEqual(['anon-1', 'anon-1', 'anon-2', 'anon-1', 'anon-2']);
});

test("an unknown key, none, and another provider's give no account", () => {
  const contexts = new ContextFactory(ring);
  const unknown = open(contexts, { authorization: 'Bearer stranger' });
  expect(unknown).toMatchObject({ account: undefined, key: fingerprint('stranger') });
  expect(open(contexts, {})).toMatchObject({ account: undefined, key: null });
  const elsewhere = open(contexts, { authorization: 'Bearer one' }, 'other');
  expect(elsewhere).toMatchObject({ account: undefined, key: fingerprint('one') });
});

describe('what is counted together', () => {
  const by = (perNetwork: boolean, perGroup: boolean) => ({ perNetwork, perGroup });
  test.each([
    [{ network: 'base' }, null, 'base/agents'],
    [{}, null, 'agents'],
    [undefined, null, 'agents'],
    [{ network: 'base' }, by(true, false), 'base'],
    [{ network: 'base' }, by(false, true), 'agents'],
    [{ network: 'base' }, by(false, false), ''],
  ])('params %j by %j: %s', (params, window, partition) => {
    const { name, operation, settings } = route('nimbus');
    const counted = window && { ...window, unit: 'requests', amount: 1, windowMs: 1, penaltyMs: 0 };
    const free = { ceiling: null, meters: [], counted };
    const of: Route = {
      name,
      operation: { ...operation, group: 'agents' },
      settings: { ...settings, tiers: { free } },
    };
    const headers = { authorization: 'Bearer one' };
    expect(new ContextFactory(ring).open(of, { headers, params }, 0).partition).toBe(partition);
  });
});
