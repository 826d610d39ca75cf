import { formatCount } from '@evenkeel/tools/command-line';
import type { Assertion, AssertionResult } from './assertion.ts';
import { billOf, gpuBooks, type JobEvent } from './gpu-books.ts';

const name = 'bills and usage are those of the journal';

const undecided = (seen: string, reason: string): AssertionResult => ({ name, ok: null, seen, reason });

/**
 * Recomputes each bill from the journal's times. It must be the bill in the API's books and the one that the caller
 * got, and the sum of all bills must be the usage, to the millisecond.
 */
export const billsAddUp: Assertion = (evidence) => {
  const { jobs, usage } = evidence;
  const books = gpuBooks(evidence);
  if (books === undefined) return undecided('no books', "Without the mock server's books no bill can be checked.");
  if (books.jobs.length === 0) return undecided('no job', 'The mock server ran no job, so nothing was billed.');
  const events = Map.groupBy(books.events, ({ job }) => job);
  const due = new Map(books.jobs.map(({ id }) => [id, billOf(id, (events.get(id) ?? []) as JobEvent[])]));
  const wrong = books.jobs.filter(({ id, billedMs }) => due.get(id) === undefined || due.get(id) !== billedMs);
  const told = jobs.filter(({ jobId, billedGpuMs }) => due.get(jobId) !== billedGpuMs);
  const heard = new Set(jobs.map(({ jobId }) => jobId));
  const silent = books.jobs.filter(({ id }) => !heard.has(id));
  const sum = [...due.values()].reduce<number>((total, ms) => total + (ms ?? 0), 0);
  const complaints = [
    ...(wrong[0] ? [`${formatCount(wrong.length)} bills are not those of the journal, the first ${wrong[0].id}`] : []),
    ...(told[0] ? [`${formatCount(told.length)} callers were told another bill, the first of ${told[0].jobId}`] : []),
    ...(silent[0] ? [`${formatCount(silent.length)} callers heard of no bill, the first of ${silent[0].id}`] : []),
    ...(usage?.usedGpuMs === sum
      ? []
      : [`the bills' sum is ${sum} ms and the usage ${usage?.usedGpuMs ?? 'unknown'} ms`]),
  ];
  const seen = `${formatCount(due.size - wrong.length)} of ${formatCount(due.size)} bills, ${sum / 1_000} GPU-s in all`;
  if (complaints.length === 0) return { name, ok: true, seen };
  return { name, ok: false, seen, reason: `Bills must be right to the millisecond: ${complaints.join('; ')}.` };
};
