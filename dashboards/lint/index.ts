import type { DashboardJson } from '../src/dashboard-json.ts';
import { lintRules } from './rules.ts';

/** All findings in a dashboard, as `rule: what is wrong`. A good dashboard has none. */
export function lintDashboard(dashboard: DashboardJson): string[] {
  return Object.entries(lintRules).flatMap(([name, rule]) => rule(dashboard).map((finding) => `${name}: ${finding}`));
}
