import { expect, it } from 'vitest';
import { misreadIn } from './lacks.ts';

it.each([
  { bundle: String.raw`var date = /^(?<day>\d\d)$/;`, says: '(?<day>: its matches have no named groups' },
  { bundle: 'new RegExp("(?<$y1>x)")', says: '(?<$y1>: its matches have no named groups' },
  { bundle: String.raw`/\p{Emoji}/u`, says: String.raw`\p{Emoji}: it knows no Unicode property` },
  { bundle: String.raw`new RegExp("\\P{Script=Greek}", "u")`, says: String.raw`\\P{Script=Greek}: it knows no` },
])('finds what is misread in $bundle', ({ bundle, says }) => {
  expect(misreadIn(bundle)).toContain(`k6 misreads the regular expression with ${says}`);
});

it.each(["/(?<=x)y/.test('xy')", '/(?<!x)y/', String.raw`/(?:x)\u{1F600}/u`, '(?<', 'a < b > c'])(
  'lets %s pass',
  (bundle) => {
    expect(misreadIn(bundle)).toBeUndefined();
  },
);
