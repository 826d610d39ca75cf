import { describe, expect, it } from 'vitest';
import { wrongArrows } from '../../lint/arrows.ts';
import { circles } from '../../lint/circles.ts';
import { doubledNames } from '../../lint/names.ts';
import { unmended } from '../../lint/rooms.ts';
import { house, type Rule } from './planted.fixture.ts';

describe('the sources', () => {
  it.each<[string, Rule, readonly string[]]>([
    ['arrow against the table', wrongArrows, unmended.arrows],
    ['circle', circles, unmended.circles.map((files) => files.join(' '))],
    ['doubled name', doubledNames, unmended.names],
  ])('have no %s but those that are still to be mended', (_what, rule, known) => {
    const news = rule(house).filter(({ key }) => !known.includes(key));
    expect(news).toEqual([]);
  });
});
