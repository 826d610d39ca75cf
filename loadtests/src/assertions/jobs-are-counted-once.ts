import { formatCount } from '@evenkeel/tools/command-line';
import type { Assertion } from './assertion.ts';
import { gpuBooks } from './gpu-books.ts';

const name = 'each job is in the journal once';

/** The API accepted as many submits, and ran as many jobs, as the callers began. */
export const jobsAreCountedOnce: Assertion = (evidence) => {
  const { journal, counts } = evidence;
  const books = gpuBooks(evidence);
  if (books === undefined || journal === null) {
    return { name, ok: null, seen: 'no journal', reason: "Without the mock server's journal jobs can't be counted." };
  }
  const taken = journal.filter(({ operation, status }) => operation === 'submit' && status === 202).length;
  const seen = `${formatCount(counts.sent)} sent, ${formatCount(taken)} taken, ${formatCount(books.jobs.length)} run`;
  if (taken === counts.sent && books.jobs.length === counts.sent) return { name, ok: true, seen };
  return { name, ok: false, seen, reason: `The numbers of jobs must be equal: ${seen}.` };
};
