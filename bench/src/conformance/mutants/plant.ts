import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Mutant } from './planting.ts';

let planted = false;

/** Whether the file that gets the bug was loaded, and so the bug is there. */
export function isPlanted(): boolean {
  return planted;
}

/**
 * A process with a bug loads this module before everything else. It changes the
 * one production file while that is loaded, and writes nothing to disk.
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
