import { attemptHeader, callIdHeader } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { nimbusContract } from '../app.fixture.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { fingerprint } from '../keys/secrets.ts';
import { resolveMockSettings } from '../settings.ts';
import { ContextFactory } from './context.ts';

const ring = new KeyRing(
  { one: { provider: 'nimbus', tier: 'free' }, two: { provider: 'nimbus', tier: 'free' } },
  new Map([['nimbus', resolveMockSettings(nimbusContract)]]),
);
const open = (contexts: ContextFactory, headers: Record<string, string>, provider = 'nimbus') =>
  contexts.open(provider, 'infer', headers, 0);

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
  expect(open(new ContextFactory(ring), headers)).toMatchObject({ callId, attempt });
});

test('requests without a call id are counted for each key', () => {
  const contexts = new ContextFactory(ring);
  const ids = ['one', 'two', 'one', 'stranger', 'nobody'].map(
    (key) => open(contexts, { authorization: `Bearer ${key}` }).callId,
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
