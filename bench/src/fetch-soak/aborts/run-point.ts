import { type AbortRuling, type AbortRun, judgeAbort, latestOf } from './judge-abort.ts';
import type { AbortPoint } from './point.ts';
import { AbortStage, type MakeFetch, NotReached } from './stage.ts';
import { ABORTED, ADMITTED, FENCE } from './upstream.ts';

export interface PointOptions {
  make: MakeFetch;
  /** The longest that is waited for something to happen. */
  limitMs: number;
}

/** What came of a point, and how long its abort took to end the call. */
export interface AbortResult {
  point: AbortPoint;
  ruling: AbortRuling;
  tookMs: number;
}

/** Beyond all windows, pauses, backoffs and deadlines. */
const AFTER_ALL_MS = 65_000;
/** Beyond the window, and not so long that it is forgotten. */
const AFTER_A_GUESS_MS = 5_000;
/** More than a window has. */
const ASKING = 20;

/** Aborts a call at a point, and rules on what is seen of it. */
export async function runPoint(point: AbortPoint, options: PointOptions): Promise<AbortResult> {
  const run = await act(point, options, false);
  const tookMs = 'seen' in run ? latestOf(run.seen) : Number.NaN;
  if (point.tells !== false) return { point, ruling: judgeAbort(run, ADMITTED), tookMs };
  // What an account has guessed is held to one with the same history.
  const twin = await act(point, options, true);
  if ('broke' in twin) return { point, ruling: { result: 'void', why: twin.broke }, tookMs };
  return { point, ruling: judgeAbort(run, twin.seen.room), tookMs };
}

async function act(point: AbortPoint, { make, limitMs }: PointOptions, spares: boolean): Promise<AbortRun> {
  const tells = point.tells ?? true;
  const stage = await AbortStage.open({ make, limitMs, tells, spares });
  try {
    await point.act(stage);
    if (!spares) await stage.happens(() => stage.ends.every(({ how }) => how !== undefined));
    const { ends, lateMs } = stage;
    const settled = ends.map((end) => ({ ...end }));
    if (!spares) await stage.happens(() => open(stage) === 0);
    const stillOpen = open(stage);
    stage.upstream.release();
    await stage.pass(AFTER_ALL_MS, () => stage.others.every((status) => status !== undefined));
    await stage.pass(tells ? AFTER_ALL_MS : AFTER_A_GUESS_MS);
    // What was sent before these has come before they are answered.
    for (let fence = 0; fence < 3; fence += 1) await (await fetch(stage.url(FENCE))).text();
    const sentAfter = stage.upstream.of(ABORTED).length - stage.cameBefore;
    const room = await roomOf(stage, limitMs);
    return {
      seen: {
        ...{ ends: settled, lateMs, sentAfter, open: stillOpen, room },
        others: stage.others.length,
        othersDone: stage.others.filter((status) => status === 200).length,
        timers: stage.clock.pending,
        listeners: stage.listeners,
      },
    };
  } catch (error) {
    if (error instanceof NotReached) return { broke: error.message };
    throw error;
  } finally {
    await stage.close();
  }
}

const open = ({ upstream }: AbortStage): number => upstream.of(ABORTED).filter(({ closed }) => !closed).length;

/** How many calls leave at once in a new window, of more than it has room for. */
async function roomOf(stage: AbortStage, limitMs: number): Promise<number> {
  const controller = new AbortController();
  const send = async (): Promise<void> => {
    await (await stage.send('/room', { signal: controller.signal })).text();
  };
  const left = (): number => stage.upstream.of('/room').length;
  // From the first one, which goes alone, the account learns that there is a new window.
  const first = send();
  const calls = [first];
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  first.then(over, over);
  if ((await stage.happens(() => isOver)) && left() === 1) {
    for (let call = 1; call < ASKING; call += 1) calls.push(send());
    // What was guessed grows with each answer, until the window is used up.
    for (let before = 0; before < left(); ) {
      before = left();
      await stage.settle();
    }
  }
  controller.abort();
  await Promise.race([Promise.allSettled(calls), new Promise((resolve) => setTimeout(resolve, limitMs))]);
  return left();
}
