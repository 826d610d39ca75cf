import type { InputSeries } from './traffic.ts';

export interface AlertTest {
  eval_time: string;
  alertname: string;
  exp_alerts: { exp_labels: object; exp_annotations: object }[];
}

export interface ExprTest {
  expr: string;
  eval_time: string;
  exp_samples: { value: number }[];
}

/** One test of a rule file, as promtool reads it. */
export interface TestGroup {
  name: string;
  interval: string;
  input_series: InputSeries[];
  alert_rule_test: AlertTest[];
  promql_expr_test?: ExprTest[];
}
