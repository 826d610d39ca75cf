import { expect, it } from 'vitest';
import { renderChart } from './chart.ts';

it('draws curves with their gaps, and the limit', () => {
  const svg = renderChart({
    title: 'Share',
    unit: 'share',
    line: 0.01,
    lengthMs: 10_000,
    curves: [
      {
        legend: 'errors',
        points: [
          [0, 0],
          [1_000, 0.02],
          [2_000, Number.POSITIVE_INFINITY],
          [6_000, 0],
        ],
      },
    ],
  });
  expect(svg.match(/class="limit"/g)).toHaveLength(1);
  expect(/ d="([^"]*)"/.exec(svg)?.[1]?.match(/[ML]/g)).toEqual(['M', 'L', 'M']);
  expect(svg).not.toMatch(/NaN|Infinity/);
});

it('draws a chart without any value', () => {
  expect(renderChart({ title: 'x', unit: 'count', line: null, lengthMs: 0, curves: [] })).not.toMatch(/NaN|Infinity/);
});
