import { describe, expect, it } from 'vitest';
import { type BugSighting, sightFigure, sightLines, sightVerdict } from './plant.ts';

const leak: BugSighting = { bug: 'leaves timers', seenBy: ['3 timers are left.'] };
const bug: BugSighting = { bug: 'drops the signal', seenBy: ['a', 'b', 'c', 'd', 'e', 'f'] };
const unseen: BugSighting = { bug: 'ends late', seenBy: [] };

describe('planted bugs', () => {
  it.each<[string, BugSighting[], string[], string]>([
    ['all are seen', [leak, bug], [], 'PASS'],
    ['one is not seen', [leak, unseen], [], 'FAIL'],
    ['a point sees none', [leak, bug], ['g'], 'FAIL'],
  ])('where %s', (_what, sightings, blind, verdict) => {
    expect(sightVerdict(sightings, blind)).toBe(verdict);
    expect(sightFigure(sightings, 6 - blind.length, 6)).toContain(verdict);
  });

  it('are told with what sees them', () => {
    expect(sightLines([leak, { ...unseen, bug: 'forgets no account' }], [bug, unseen], ['g'])).toEqual([
      'A fetch that leaves timers: 3 timers are left.',
      'A fetch that forgets no account: nobody sees it.',
      '',
      'a fetch that      seen by  points',
      'drops the signal        6  a, b, c, d, e and 1 more',
      'ends late               0',
      '',
      'g sees no bug.',
    ]);
    expect(sightFigure([leak, bug], 6, 6)).toBe(
      'fetch-soak: PASS; 2 of 2 planted leaks and bugs are seen, 6 of 6 points see one',
    );
  });
});
