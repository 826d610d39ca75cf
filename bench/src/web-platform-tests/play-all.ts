import { temporaryFolder } from '@evenkeel/tools/child';
import type { PageOfTests } from './read-tests.ts';
import { type FileRun, runPlayer } from './run-player.ts';

export interface PlayOptions {
  /** The server's, with the name that the tests know. */
  origin: string;
  /** How often each file is played with each fetch. */
  rounds: number;
  /** For a file, and for one that says that it may take long. */
  limitMs: number;
  longLimitMs: number;
  signal: AbortSignal;
  /** Called when a file has been played with all fetches. */
  onProgress: (done: number) => void;
}

/** A file with its runs, by the fetch that was in place. */
export interface PlayedFile {
  page: PageOfTests;
  runs: ReadonlyMap<string, readonly FileRun[]>;
}

/** Most files wait for most of their time. */
const AT_ONCE = 4;

/** Plays each file with each fetch, in turn, and several files at once. */
export async function playAll(
  pages: readonly PageOfTests[],
  fetches: readonly string[],
  { origin, rounds, limitMs, longLimitMs, signal, onProgress }: PlayOptions,
): Promise<PlayedFile[]> {
  await using compiled = await temporaryFolder('players');
  const played: PlayedFile[] = [];
  const left = [...pages.entries()];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [at, page] = next;
      const { path, variant, meta } = page;
      const runs = new Map<string, FileRun[]>(fetches.map((name) => [name, []]));
      for (let round = 0; round < rounds; round += 1) {
        for (const [name, of] of runs) {
          const order = { url: `${origin}/${path}${variant}`, scripts: meta.scripts, fetch: name };
          const limits = { limitMs: meta.long ? longLimitMs : limitMs, compiled: compiled.path, signal };
          of.push(await runPlayer(order, limits));
        }
      }
      played[at] = { page, runs };
      done += 1;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return played;
}
