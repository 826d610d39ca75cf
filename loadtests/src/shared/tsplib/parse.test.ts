import { expect, it } from 'vitest';
import { berlin52 } from './berlin52.ts';
import { parseTsp } from './parse.ts';

const text = [
  'NAME: square',
  'TYPE: TSP',
  'DIMENSION: 3',
  'EDGE_WEIGHT_TYPE: EUC_2D',
  'NODE_COORD_SECTION',
  '1 0 0',
  '2 3 4',
  '3 1 1',
  'EOF',
  '',
];

it('rounds Euclidean distances', () => {
  expect(parseTsp(text.join('\n'))).toEqual({
    name: 'square',
    distances: [
      [0, 5, 1],
      [5, 0, 4],
      [1, 4, 0],
    ],
  });
});

it.each([
  ['EDGE_WEIGHT_TYPE: EUC_2D', 'EDGE_WEIGHT_TYPE: GEO', 'EDGE_WEIGHT_TYPE is GEO'],
  ['DIMENSION: 3', 'DIMENSION: 4', 'DIMENSION is 4, and there are 3 cities'],
])('refuses %s changed to %s', (from, to, says) => {
  expect(() => parseTsp(text.map((line) => (line === from ? to : line)).join('\n'))).toThrow(says);
});

it('has the whole of berlin52', () => {
  const { distances } = berlin52();
  expect([distances.length, distances[0]?.[1], distances[51]?.[0]]).toEqual([52, 666, distances[0]?.[51]]);
});
