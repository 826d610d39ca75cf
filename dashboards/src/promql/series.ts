import { type Scope, scopeMatchers } from './scope.ts';
import { type Matchers, selector } from './selector.ts';

/** A counter's growth per second, summed over everything but the labels `by`. `more` narrows the series. */
export function perSecond(metric: string, by: string, scope: Scope, window: string, more: Matchers = {}): string {
  return `sum by (${by}) (rate(${selector(metric, { ...scopeMatchers(scope), ...more })}[${window}]))`;
}

/**
 * A gauge over all processes: `sum` for what each has of its own, `max` or `min` for what they share, and `count`
 * for how many there are.
 */
export function gauge(
  metric: string,
  how: 'sum' | 'max' | 'min' | 'count',
  scope: Scope,
  by?: string,
  more: Matchers = {},
): string {
  return `${how}${by === undefined ? '' : ` by (${by})`} (${selector(metric, { ...scopeMatchers(scope), ...more })})`;
}

/** A counter's growth over the window, summed over everything. */
export function increase(metric: string, scope: Scope, window: string): string {
  return `sum(increase(${selector(metric, scopeMatchers(scope))}[${window}]))`;
}

/** The duration below which this share of a histogram's observations is, in seconds, interpolated within a bucket. */
export function quantile(histogram: string, share: number, scope: Scope, window: string): string {
  return `histogram_quantile(${share}, sum by (le) (rate(${selector(`${histogram}_bucket`, scopeMatchers(scope))}[${window}])))`;
}
