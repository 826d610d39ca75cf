import type { DashboardJson } from '../src/dashboard-json.ts';
import { lintRules } from './rules.ts';

/** Every finding in a dashboard, as `rule: what is wrong`. None is the aim. */
export function lintDashboard(dashboard: DashboardJson): string[] {
  return Object.entries(lintRules).flatMap(([name, rule]) => rule(dashboard).map((finding) => `${name}: ${finding}`));
}
