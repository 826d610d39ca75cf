import type { WindowWorld } from './shared-window-worlds.ts';

const demand = (afterMs: number, who: number, calls: number): WindowWorld['steps'][number] => ({
  afterMs,
  what: { act: 'demand', who, calls },
});

/** Histories in which the window was once exceeded. */
export const exceededWindows: readonly WindowWorld[] = [
  // A member without a store offered its fair share, took another one in its place, and gave both back when the store answered.
  {
    seed: 824_387_146,
    members: 6,
    delayMs: 35,
    steps: [
      demand(308, 2, 30),
      demand(685, 0, 4),
      { afterMs: 209, what: { act: 'away', forMs: 2_950, loses: false } },
      demand(0, 0, 3),
      demand(476, 0, 0),
      demand(272, 3, 15),
      demand(0, 1, 14),
    ],
  },
];
