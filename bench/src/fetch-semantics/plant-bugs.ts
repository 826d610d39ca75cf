import { type FetchBugName, fetchBugs } from './bugs.ts';
import { compareRuns, type FetchRuling } from './compare-runs.ts';
import type { FetchCase } from './fetch-case.ts';
import { inParallel } from './in-parallel.ts';
import { type FetchSubject, passThrough } from './pass-through.ts';
import { runOnce } from './run-case.ts';

/** What a case sees with a bug. */
export interface Sighting {
  name: string;
  bug: FetchBugName;
  /** Whether it is the bug that the case must see. */
  own: boolean;
  ruling: FetchRuling;
}

interface PlantingOptions {
  /** Each case with its own bug only, in place of each case with each bug. */
  ownOnly: boolean;
  limitMs: number;
  signal: AbortSignal;
  onProgress: (done: number, of: number) => void;
}

/** Cases wait most of their time where a bug makes them hang. */
const AT_ONCE = 8;

/** Plants each bug into plain `fetch`, and runs the cases with it. */
export async function plantBugs(
  cases: readonly FetchCase[],
  { ownOnly, limitMs, signal, onProgress }: PlantingOptions,
): Promise<Sighting[]> {
  const plain = new Map(
    await inParallel(
      cases,
      AT_ONCE,
      async (tested) => [tested.name, await runOnce(tested, passThrough, limitMs)] as const,
    ),
  );
  const names = Object.keys(fetchBugs) as FetchBugName[];
  // Cases that move many bytes must not all come at once: one that is starved seems to hang.
  const pairs = names.flatMap((bug) =>
    cases.filter((tested) => !ownOnly || bug === tested.bug).map((tested) => ({ tested, bug })),
  );
  let done = 0;
  return inParallel(pairs, AT_ONCE, async ({ tested, bug }) => {
    signal.throwIfAborted();
    const got = await runOnce(tested, withBug(bug), limitMs);
    const ruling = compareRuns(tested, got, plain.get(tested.name) ?? { broke: 'it did not run' });
    onProgress(++done, pairs.length);
    return { name: tested.name, bug, own: bug === tested.bug, ruling };
  });
}

const withBug = (bug: FetchBugName): FetchSubject => ({
  name: bug,
  open: () => ({ fetch: fetchBugs[bug].plant(passThrough.open().fetch) }),
});
