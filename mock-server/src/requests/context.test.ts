import { attemptHeader, callIdHeader } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { nimbus } from '../app.fixture.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { fingerprint } from '../keys/secrets.ts';
import { resolveMockSettings } from '../settings.ts';
import { Reception } from './context.ts';

const ring = new KeyRing(
  { one: { provider: 'nimbus', tier: 'free' }, two: { provider: 'nimbus', tier: 'free' } },
  new Map([['nimbus', resolveMockSettings(nimbus)]]),
);
const open = (reception: Reception, headers: Record<string, string>, provider = 'nimbus') =>
  reception.open(provider, 'infer', headers, 0);

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
  expect(open(new Reception(ring), headers)).toMatchObject({ callId, attempt });
});

test('requests without a call id are counted for each key', () => {
  const reception = new Reception(ring);
  const ids = ['one', 'two', 'one', 'stranger', 'nobody'].map(
    (key) => open(reception, { authorization: `Bearer ${key}` }).callId,
  );
  expect(ids).toEqual(['anon-1', 'anon-1', 'anon-2', 'anon-1', 'anon-2']);
});

test("an unknown key, none, and another provider's give no account", () => {
  const reception = new Reception(ring);
  const unknown = open(reception, { authorization: 'Bearer stranger' });
  expect(unknown).toMatchObject({ account: undefined, key: fingerprint('stranger') });
  expect(open(reception, {})).toMatchObject({ account: undefined, key: null });
  const elsewhere = open(reception, { authorization: 'Bearer one' }, 'other');
  expect(elsewhere).toMatchObject({ account: undefined, key: fingerprint('one') });
});
