import { formatCount } from '@evenkeel/tools/command-line';
import { discrepancies } from '../judge/accounts.ts';
import { skewOf } from '../skew.ts';
import { allCounts, killedWorkers, total } from '../sums.ts';
import { type FleetAssertion, result } from './fleet-assertion.ts';

const SKEW_TOLERANCE_MS = 1_000;

export const everyCallAccounted: FleetAssertion = (evidence) => {
  const { journal, workers } = evidence;
  const accounts = workers.flatMap(({ worker, counts }) =>
    counts === null ? [] : [{ worker, attempts: counts.attempts }],
  );
  const seen = `${formatCount(total(workers, ({ attempts }) => attempts))} sent, ${formatCount(journal.length)} in the journal`;
  return result('every request accounted for', seen, discrepancies(journal, accounts, killedWorkers(evidence)));
};

export const noCallFailed: FleetAssertion = ({ workers }) => {
  const lost = total(workers, ({ calls, succeeded }) => calls - succeeded);
  const codes = new Map<string, number>();
  for (const { codes: own } of allCounts(workers)) {
    for (const [code, count] of Object.entries(own)) codes.set(code, (codes.get(code) ?? 0) + count);
  }
  const seen = `${formatCount(lost)} of ${formatCount(total(workers, ({ calls }) => calls))} calls`;
  const why = [...codes].map(([code, count]) => `${count} ${code}`).join(', ');
  return result('no surviving process loses a call', seen, lost === 0 ? [] : [`${seen} did not succeed: ${why}.`]);
};

export const everyProcessActs: FleetAssertion = ({ workers, load }) => {
  const idle = workers.filter(({ counts }) => counts !== null && counts.succeeded === 0).map(({ worker }) => worker);
  const seen = `${workers.length - idle.length} of ${load.processes}`;
  const reasons =
    idle.length === 0 && workers.length === load.processes ? [] : [`Only ${seen} processes got a call through.`];
  return result('every process takes part', seen, reasons);
};

export const clocksAreSkewed: FleetAssertion = ({ workers, load }) => {
  const name = 'clocks as told';
  const offs = workers.map(({ clockOffMs }) => clockOffMs);
  const seen = `${seconds(Math.min(...offs))} to ${seconds(Math.max(...offs))} s off`;
  const wrong = workers.filter(
    ({ worker, clockOffMs }) => Math.abs(clockOffMs - skewOf(worker, load.skewMs)) > SKEW_TOLERANCE_MS,
  );
  return result(
    name,
    seen,
    wrong.length === 0 ? [] : [`The clocks of ${wrong.length} processes are not skewed as told.`],
  );
};

const seconds = (ms: number): string => (ms / 1_000).toFixed(1).replace('-0.0', '0.0');
