import { expect, it } from 'vitest';
import { listing } from './listing.ts';
import { caseOf } from './run.fixture.ts';

it('has the chosen cases under the names of their rooms', () => {
  const rooms = { hints: [caseOf('date'), caseOf('seconds')], retry: [caseOf('count')], breaker: [caseOf('probe')] };
  const chosen = [...rooms.hints, ...rooms.breaker];
  expect(listing(rooms, chosen, (_, text) => text)).toEqual([
    'hints',
    '  date     What date is about holds (RFC 9110, 10.2.3)',
    '  seconds  What seconds is about holds (RFC 9110, 10.2.3)',
    'breaker',
    '  probe    What probe is about holds (RFC 9110, 10.2.3)',
  ]);
});
