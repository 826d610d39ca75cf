import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Mutant } from './planting.ts';

let planted = false;

/** Whether the file that gets the bug was loaded, and so has it. */
export function isPlanted(): boolean {
  return planted;
}

/**
 * Loaded before everything else in a process that has a bug: the one production
 * file is another as it is read, and nothing is on disk.
 */
const mutant = JSON.parse(process.env.EVENKEEL_PLANTED_BUG ?? 'null') as Mutant | null;
if (mutant !== null) {
  const { href } = pathToFileURL(mutant.file);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== href) return loaded;
      planted = true;
      return { ...loaded, source: mutant.source };
    },
  });
}
