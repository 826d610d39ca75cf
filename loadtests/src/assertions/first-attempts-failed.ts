import type { JournalEntry } from '@evenkeel/mock-server';
import { formatCount, formatPercent } from '@evenkeel/tools/command-line';
import { withinDraw } from '../shared/draw.ts';
import type { Assertion } from './assertion.ts';

/**
 * Makes sure that a fault which the client must withstand was really there: about
 * its share of the first attempts of an operation failed.
 */
export function firstAttemptsFailed({ operation, rate }: { operation: string; rate: number }): Assertion {
  const name = `about ${formatPercent(rate)} of the first attempts of ${operation} failed`;
  return ({ journal }) => {
    const first = (journal ?? []).filter((entry) => entry.operation === operation && entry.attempt === 1);
    if (first.length === 0) {
      return { name, ok: null, seen: 'none seen', reason: `The journal has no first attempt of ${operation}.` };
    }
    const failed = first.filter(failedByFault).length;
    const seen = `${formatCount(failed)} of ${formatCount(first.length)}`;
    if (withinDraw(failed, first.length, rate)) return { name, ok: true, seen };
    const reason = `${seen} first attempts of ${operation} failed by a fault, which is not about ${formatPercent(rate)}.`;
    return { name, ok: null, seen, reason };
  };
}

const failedByFault = ({ status, faults }: JournalEntry): boolean => status >= 400 && faults.some(({ hit }) => hit);
