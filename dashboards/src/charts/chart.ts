import { formatCount, formatDuration, formatPercent } from '@evenkeel/tools/command-line';
import { escapeMarkup } from './markup.ts';

/** Curves over the time of a run. */
export interface Chart {
  title: string;
  unit: 'share' | 'seconds' | 'count';
  /** A limit, drawn as a line; null: none. */
  line: number | null;
  lengthMs: number;
  /** Points in milliseconds since the start. */
  curves: readonly { legend: string; points: readonly [atMs: number, value: number][] }[];
}

const WIDTH = 560;
const HEIGHT = 220;
const PLOT = { left: 64, right: WIDTH - 12, top: 12, bottom: HEIGHT - 26 };

/**
 * The step of an axis: 1, 2 or 5 times a power of ten, at least `value / 4`, so that two to four steps cover `value`.
 */
function step(value: number): number {
  const rough = value / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
}

function label(unit: Chart['unit'], value: number): string {
  if (unit === 'share') return formatPercent(value);
  if (unit === 'seconds') return value === 0 ? '0' : formatDuration(value * 1_000);
  return value >= 10 ? formatCount(value) : String(Number(value.toPrecision(3)));
}

/** A chart as inline SVG. Colours come from the page's style sheet: `.curve-0` and so on. */
export function renderChart(chart: Chart): string {
  const { title, unit, line, lengthMs, curves } = chart;
  const values = curves.flatMap((curve) => curve.points.map(([, value]) => value)).filter(Number.isFinite);
  const highest = Math.max(...values, line ?? 0, unit === 'share' ? 0.001 : 0) || 1;
  const tick = step(highest);
  const top = Math.ceil(highest / tick - 1e-9) * tick;
  const x = (atMs: number): string =>
    (PLOT.left + (atMs / Math.max(1, lengthMs)) * (PLOT.right - PLOT.left)).toFixed(1);
  const y = (value: number): string => (PLOT.bottom - (value / top) * (PLOT.bottom - PLOT.top)).toFixed(1);

  const grid: string[] = [];
  for (let value = 0; value <= top + tick / 2; value += tick) {
    grid.push(
      `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(value)}" y2="${y(value)}"/>` +
        `<text x="${PLOT.left - 8}" y="${y(value)}" dy="4" text-anchor="end">${label(unit, value)}</text>`,
    );
  }
  const tickMs = Math.max(1_000, step(lengthMs));
  for (let atMs = 0; atMs <= lengthMs; atMs += tickMs) {
    grid.push(`<text x="${x(atMs)}" y="${HEIGHT - 8}" text-anchor="middle">${Math.round(atMs / 1_000)} s</text>`);
  }
  const limit =
    line === null ? '' : `<line class="limit" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(line)}" y2="${y(line)}"/>`;
  const paths = curves.map(({ points }, i) => `<path class="curve-${i % 6}" d="${path(points, x, y)}"/>`);
  const legend = curves.map((curve, i) => `<span><i class="key-${i % 6}"></i>${escapeMarkup(curve.legend)}</span>`);
  if (line !== null) legend.push('<span><i class="key-limit"></i>objective</span>');
  return [
    `<figure><figcaption>${escapeMarkup(title)}</figcaption>`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeMarkup(title)}">`,
    ...grid,
    limit,
    ...paths,
    '</svg>',
    `<div class="legend">${legend.join('')}</div></figure>`,
  ].join('\n');
}

const GAP_MS = 2_500;

/** A curve as an SVG path. It has a gap where there are no values. */
function path(points: readonly [number, number][], x: (atMs: number) => string, y: (value: number) => string): string {
  let lastMs = Number.NEGATIVE_INFINITY;
  return points
    .filter(([, value]) => Number.isFinite(value))
    .map(([atMs, value]) => {
      const command = atMs - lastMs > GAP_MS ? 'M' : 'L';
      lastMs = atMs;
      return `${command}${x(atMs)} ${y(value)}`;
    })
    .join('');
}
