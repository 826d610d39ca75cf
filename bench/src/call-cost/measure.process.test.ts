import { describe, expect, it } from 'vitest';
import { thisTree } from '../earlier-tree.ts';
import { measureRound } from './measure.ts';

describe('a round', () => {
  it('has each process work in each turn', async () => {
    const plan = { rounds: 1, turns: 3, callsPerTurn: 2, warmUpCalls: 1 };
    const turns = await measureRound([thisTree, thisTree], plan, new AbortController().signal);
    expect(turns).toHaveLength(3);
    for (const turn of turns) {
      expect(turn).toHaveLength(2);
      for (const microseconds of turn) expect(microseconds).toBeGreaterThan(0);
    }
  });
});
