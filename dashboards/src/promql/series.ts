import { type Scope, scopeMatchers } from './scope.ts';
import { type Matchers, selector } from './selector.ts';

/** A counter's growth per second, summed over everything but the labels `by`. `more` narrows the series. */
export function perSecond(metric: string, by: string, scope: Scope, window: string, more: Matchers = {}): string {
  return `sum by (${by}) (rate(${selector(metric, { ...scopeMatchers(scope), ...more })}[${window}]))`;
}

/** A gauge over all processes: `sum` for what each has of its own, `max` or `min` for what they share. */
export function gauge(metric: string, how: 'sum' | 'max' | 'min', scope: Scope, by?: string): string {
  return `${how}${by === undefined ? '' : ` by (${by})`} (${selector(metric, scopeMatchers(scope))})`;
}

/** A counter's growth over the window, summed over everything. */
export function increase(metric: string, scope: Scope, window: string): string {
  return `sum(increase(${selector(metric, scopeMatchers(scope))}[${window}]))`;
}
