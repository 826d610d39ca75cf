import { errorBudget } from '@evenkeel/toolkit/slo';
import type { AssertionResult } from '../assertions/assertion.ts';
import type { Evidence } from '../shared/evidence.ts';
import { ratio } from '../verdict/agreement.ts';
import { decide, type Reason } from '../verdict/decide.ts';
import type { FleetSummary, VerdictFile } from './verdict-file.ts';

/** Everything that a report says of one run, whatever its form. */
export interface Report {
  /** What ran, for people. */
  title: string;
  evidence: Evidence;
  assertions: readonly AssertionResult[];
  /** Why it does not pass, in the order in which the reasons are told. */
  reasons: readonly Reason[];
  verdict: VerdictFile;
  /** What a reader should know beside the verdict, as sentences. */
  notes: readonly string[];
}

export interface Circumstances extends Pick<Report, 'title' | 'notes'> {
  seed: number;
  startedAt: Date;
  durationMs: number;
}

/** Judges a run. */
export function toReport(
  evidence: Evidence,
  assertions: readonly AssertionResult[],
  { title, notes, seed, startedAt, durationMs }: Circumstances,
): Report {
  const { verdict, reasons } = decide(evidence, assertions);
  const { scenario, readings, counts, fleet } = evidence;
  return {
    title,
    evidence,
    assertions,
    reasons,
    verdict: {
      verdict,
      scenario,
      seed,
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(durationMs),
      objectives: readings.map(({ objective, k6, prometheus, panel, alert }) => ({
        name: objective.name,
        target: errorBudget(objective),
        k6: ratio(k6),
        ...(prometheus === undefined ? {} : { prometheus: ratio(prometheus) }),
        ...(panel === undefined || panel === null ? {} : { panel }),
        ...(alert === undefined ? {} : { alert }),
      })),
      counts,
      ratios: Object.assign({}, ...assertions.map(({ ratios }) => ratios)),
      ...(fleet === null ? {} : { fleet: summaryOf(fleet) }),
      reasons: reasons.map(({ text }) => text),
    },
    notes,
  };
}

function summaryOf({ load, penalties }: NonNullable<Evidence['fleet']>): FleetSummary {
  const { processes, caller, demand, chaos, skewMs } = load;
  return { processes, caller, demand, chaos, skewMs, penalties };
}
