import type { JournalEntry } from '@evenkeel/mock-server';
import { formatCount } from '@evenkeel/tools/command-line';
import type { Assertion } from './assertion.ts';

const name = "no 429 of the client's making";

/** Attempts that were refused because the client exceeded a limit, whatever the status, not because of a fault. */
export const clientThrottled = (journal: readonly JournalEntry[]): readonly JournalEntry[] =>
  journal.filter(({ refusedBy }) => refusedBy === 'ceiling' || refusedBy === 'window');

/** A client that knows the limits never exceeds them. */
export const noClientThrottling: Assertion = ({ journal }) => {
  if (journal === null) {
    const reason = "Without the mock server's journal nobody knows whose fault a 429 is.";
    return { name, ok: null, seen: 'no journal', reason };
  }
  if (journal.length === 0) {
    return { name, ok: null, seen: 'empty journal', reason: 'The mock server saw no attempt, so nothing was tested.' };
  }
  const refused = clientThrottled(journal);
  const seen = `${formatCount(refused.length)} of ${formatCount(journal.length)} attempts`;
  if (refused.length === 0) return { name, ok: true, seen };
  const ceiling = refused.filter((entry) => entry.refusedBy === 'ceiling').length;
  return {
    name,
    ok: false,
    seen,
    reason: `The client caused ${formatCount(refused.length)} 429s: ${ceiling} by the ceiling, ${refused.length - ceiling} by the window.`,
  };
};
