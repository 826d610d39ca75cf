import { join } from 'node:path';
import { HarnessFault } from '@evenkeel/tools/command-line';
import { discover } from '../discover.ts';
import type { Contestant } from './contestant.ts';
import { OURS } from './score.ts';

const isContestant = (value: unknown): value is Contestant =>
  typeof value === 'object' && value !== null && 'client' in value;

/** All contestants, ours first; each is a file of their folder. @throws HarnessFault where one cannot be loaded */
export async function loadContestants(): Promise<Contestant[]> {
  try {
    const all = await discover(join(import.meta.dirname, 'contestants'), isContestant);
    return all.toSorted((a, b) => Number(b.name === OURS) - Number(a.name === OURS));
  } catch (error) {
    throw new HarnessFault(`A contestant cannot be run: ${(error as Error).message}`);
  }
}
