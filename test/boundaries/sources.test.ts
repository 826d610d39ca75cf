import { describe, expect, it } from 'vitest';
import { wrongArrows } from '../../lint/arrows.ts';
import { circles } from '../../lint/circles.ts';
import { doubledNames } from '../../lint/names.ts';
import { house, type Rule } from './planted.fixture.ts';

describe('the sources', () => {
  it.each<[string, Rule]>([
    ['arrow against the table', wrongArrows],
    ['circle', circles],
    ['doubled name', doubledNames],
  ])('have no %s', (_what, rule) => {
    expect(rule(house)).toEqual([]);
  });
});
