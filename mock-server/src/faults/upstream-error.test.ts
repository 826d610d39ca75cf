import { expect, test } from 'vitest';
import { BadRequest } from '../errors.ts';
import { active } from '../injection/active.fixture.ts';
import { decide } from '../injection/decide.ts';
import type { ActiveFault } from '../injection/fault.ts';
import upstreamError from './upstream-error.ts';

const subject = { key: '01234567', callId: 'c', attempt: 1 };

const fault = (body: object, more: Partial<ActiveFault> = {}): ActiveFault => active(upstreamError, body, more);

test.each([
  [[fault({})], ['solana', 'base']],
  [[fault({ network: 'base' })], ['base']],
  [
    [fault({ network: 'base' }), fault({ network: 'solana' })],
    ['solana', 'base'],
  ],
  [[fault({}, { rate: 0 })], []],
  [[fault({}, { operation: 'invoice_replay' })], []],
  [[], []],
])('%j fails %j', (faults, down) => {
  const { failsUpstream, answer } = decide(faults, 1, subject, 'agent_call');
  expect(['solana', 'base'].filter(failsUpstream)).toEqual(down);
  expect(answer).toBeNull();
});

test.each([[5], [''], [null]])('a network that is %j is refused', (network) => {
  expect(() => fault({ network })).toThrow(BadRequest);
});
