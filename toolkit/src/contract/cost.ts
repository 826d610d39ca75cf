/**
 * What a call takes of a unit: always the same, what a field of the request says, or what an estimator says, which is
 * built in or handed to the client beside the contract.
 */
export type CostSource = number | { request: string; otherwise: number } | { estimator: string };

/** Where a response says what a call has taken: a header, a field of its body, or of a stream's last event. */
export type CostReport = { header: string } | { body: string } | { lastEvent: string };

export interface EstimatedCost {
  /** Reserved before the call. */
  estimate: CostSource;
  /** Settled by this after it; what it does not tell stays at the estimate. */
  settled?: CostReport;
}

/** A call's cost in one unit. */
export type Cost = number | EstimatedCost;

/** Where what a call has cost is told: by this a report that cannot be believed is named. */
export function placeOfReport(report: CostReport | undefined): string {
  if (report === undefined) return 'usage';
  if ('header' in report) return report.header;
  return 'body' in report ? report.body : report.lastEvent;
}
