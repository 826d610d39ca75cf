import type { Budget } from '@evenkeel/toolkit/providers';

/** A share as Prometheus's `humanizePercentage` prints it: 0.01 becomes `1%`. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))}%`;
}

/** Milliseconds in words: `80 ms`, `2 s`, `60 s`, `5 min`. */
export function spellDuration(ms: number): string {
  if (ms >= 120_000 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  return Math.abs(ms) >= 1_000 || ms === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}

/** A count with its thousands apart: `12,000`. */
export function spellCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 20 });
}

/** The value of a budget's label `limit`. */
export const budgetName = ({ name = 'budget' }: Budget): string => name;

/** A budget in words: `budget: 1,000 tokens in 60 s`. */
export const spellBudget = (budget: Budget): string =>
  `${budgetName(budget)}: ${spellCount(budget.max)} ${budget.unit} in ${spellDuration(budget.periodMs)}`;

/** A list in words: `a`, `a or b`, `a, b or c`. */
export function spellList(items: readonly string[], word: 'and' | 'or'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`;
}

/** A name as a part of an alert's name: `nimbus` becomes `Nimbus`, `p99-latency` becomes `P99Latency`. */
export function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
