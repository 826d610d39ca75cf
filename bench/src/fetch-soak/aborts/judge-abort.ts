import type { AbortEnd } from './stage.ts';

/** What was seen of an abort. */
export interface AbortSeen {
  ends: readonly AbortEnd[];
  /** How late the machine was in that instant. */
  lateMs: number;
  /** Requests of the call that came after it was aborted. */
  sentAfter: number;
  /** Requests of the call whose connection was neither used to its end nor closed. */
  open: number;
  /** Calls that the abort must not touch, and how many of them were done. */
  others: number;
  othersDone: number;
  /** How many calls of the account left at once in a new window, after all. */
  room: number;
  /** Timers that wait on the account's clock, after all. */
  timers: number;
  /** Listeners at the signal, after all. */
  listeners: number;
}

/** What came of a point: what was seen, or why nothing was. */
export type AbortRun = { seen: AbortSeen } | { broke: string };

export type AbortRuling =
  | { result: 'holds' }
  | { result: 'broken'; why: string }
  /** It shows nothing: the point was not reached, or the machine was late. */
  | { result: 'void'; why: string };

/** So soon an abort must have ended what it ends. */
export const MOST_ABORT_MS = 50;

/** @param room how many calls of an account leave at once of which nothing is held */
export function judgeAbort(run: AbortRun, room: number): AbortRuling {
  if ('broke' in run) return { result: 'void', why: run.broke };
  const { seen } = run;
  const broken = [...seen.ends.flatMap(wrongEnd), ...left(seen, room)];
  if (broken.length > 0) return { result: 'broken', why: broken.join(' ') };
  const latest = latestOf(seen);
  if (latest <= MOST_ABORT_MS) return { result: 'holds' };
  const took = `It took ${latest.toFixed(0)} ms; ${MOST_ABORT_MS} ms are promised.`;
  // Where the machine itself took about as long, nobody is to blame.
  if (seen.lateMs > latest / 2) {
    return { result: 'void', why: `${took} The machine was ${seen.lateMs.toFixed(0)} ms late then.` };
  }
  return { result: 'broken', why: took };
}

/** How long the last took that the abort has ended. */
export const latestOf = ({ ends }: Pick<AbortSeen, 'ends'>): number =>
  Math.max(0, ...ends.filter(({ expects }) => expects !== 'value').map(({ tookMs = 0 }) => tookMs));

function wrongEnd({ what, expects, how }: AbortEnd): string[] {
  if (how === undefined) return [`${what} has not ended.`];
  if (how === expects || (expects === 'abort' && how === 'reason')) return [];
  const ended = { reason: 'the reason', abort: 'an AbortError', value: 'a value', 'another error': how }[how];
  return [`${what} has ended with ${ended}.`];
}

function left({ sentAfter, open, others, othersDone, room, timers, listeners }: AbortSeen, expected: number): string[] {
  return [
    ...(sentAfter > 0 ? [`${sentAfter} requests were sent after it.`] : []),
    ...(open > 0 ? [`${open} connections are open.`] : []),
    ...(othersDone < others ? [`Of ${others} other calls ${othersDone} were done.`] : []),
    ...(room === expected ? [] : [`${room} calls leave at once after it, and not ${expected}.`]),
    ...(timers > 0 ? [`${timers} timers are left.`] : []),
    ...(listeners > 0 ? [`${listeners} listeners are left.`] : []),
  ];
}
