import { HarnessFault } from '@evenkeel/tools/command-line';
import { expect, it } from 'vitest';
import { seenAttempt } from './judge.fixture.ts';
import { requireProbed } from './run-entrant.ts';

const hint = { answer: '429', toldMs: 1_000 } as const;

it('takes a journal of which all is known', () => {
  expect(requireProbed('any', [])).toBeUndefined();
  const [heard, unheard] = [seenAttempt(0, 0, 100, hint), seenAttempt(1, 1, 100, { ...hint, heardAtMs: null })];
  expect(requireProbed('any', [heard, unheard])).toBeUndefined();
});

it.each([
  ['any', { sentAtMs: Number.NaN }, 'Nobody saw when "any" sent 1 of its requests.'],
  ['any', { ...hint, heardAtMs: null }, 'Nobody saw when "any" was answered: 1 of 1 hints.'],
])('cannot judge %s with %j', (contestant, changes, message) => {
  const judge = () => requireProbed(contestant, [seenAttempt(0, 0, 100, changes)]);
  expect(judge).toThrow(HarnessFault);
  expect(judge).toThrow(message);
});
