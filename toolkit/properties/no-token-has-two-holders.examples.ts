import type { History, Step } from './share-histories.ts';

/** A step in which a member wants nothing, gives nothing back, and was awake. */
const exchange = (afterMs: number, member: number, act: 'exchange' | 'lose' = 'exchange'): Step => ({
  act,
  afterMs,
  member,
  want: 0,
  needs: 0,
  turn: 0,
  release: 0,
  stoodStill: false,
});

/** Histories in which a token once had two holders. */
export const examples: readonly History[] = [
  // After a silence, a member was believed that had not heard that its token was taken from it.
  {
    total: 1,
    quietMs: 1e9,
    steps: [
      exchange(0, 1),
      { act: 'pause', afterMs: 1_785, member: 0, forMs: 0 },
      exchange(4, 0),
      exchange(46, 0),
      exchange(1_165, 2, 'lose'),
      exchange(0, 1, 'lose'),
      { act: 'leave', afterMs: 1_501, member: 0 },
      exchange(0, 1),
    ],
  },
  // The same, but the member is told in the silence's aftermath, when the other member has already been heard.
  {
    total: 1,
    quietMs: 1e9,
    steps: [
      exchange(0, 2),
      exchange(1_327, 0),
      exchange(245, 0, 'lose'),
      exchange(1_428, 0),
      exchange(1_501, 0),
      exchange(0, 2, 'lose'),
      exchange(0, 2),
      exchange(0, 0),
    ],
  },
];
