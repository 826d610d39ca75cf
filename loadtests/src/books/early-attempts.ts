import type { JournalEntry } from '@evenkeel/mock-server';
import { formatCount, formatDuration } from '@evenkeel/tools/command-line';
import type { Assertion } from '../assertions/assertion.ts';

const demand = { name: 'no attempt before the wait that its call was told', always: true } as const;
/** Times of the journal are rounded no further than this. */
const ROUNDED_MS = 1;

/** An attempt that followed a refusal which asked to wait. */
interface Follower {
  /** How long before the wait was over it came; below 0 if it came after. */
  earlyByMs: number;
}

/** The next attempt of the same call after each refusal that asked to wait. */
export function followersOf(journal: readonly JournalEntry[]): Follower[] {
  const calls = Map.groupBy(journal, ({ operation, callId }) => `${operation} ${callId}`);
  return [...calls.values()].flatMap((call) => {
    const inOrder = call.toSorted((one, other) => one.arrivalMs - other.arrivalMs);
    return inOrder.flatMap(({ endMs, status, toldWaitMs }, at) => {
      const next = inOrder[at + 1];
      if (next === undefined || toldWaitMs === null || status < 400) return [];
      return { earlyByMs: endMs + toldWaitMs - next.arrivalMs };
    });
  });
}

/** Holds any client to what it was told, whatever the scenario demands beside. */
export const noEarlyAttempt: Assertion = ({ journal }) => {
  if (journal === null) {
    return { ...demand, ok: null, seen: 'no journal', reason: 'Without a journal nobody knows who was told to wait.' };
  }
  const followers = followersOf(journal);
  const early = followers.filter(({ earlyByMs }) => earlyByMs > ROUNDED_MS);
  const seen = `${formatCount(early.length)} of ${formatCount(followers.length)} came early`;
  if (early.length === 0) return { ...demand, ok: true, seen };
  const most = formatDuration(Math.max(...early.map(({ earlyByMs }) => earlyByMs)));
  const of = `${formatCount(early.length)} of ${formatCount(followers.length)} attempts`;
  return {
    ...demand,
    ok: false,
    seen,
    reason: `${of} came before the wait was over that their call was told, by up to ${most}.`,
  };
};
