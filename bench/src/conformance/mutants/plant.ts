import { registerHooks } from 'node:module';
import type { Bug } from '../case.ts';
import { plantIn, urlOf } from './patch.ts';

let planted = false;

/** Whether the file that gets the bug was loaded, and so has it. */
export function isPlanted(): boolean {
  return planted;
}

/**
 * Loaded before everything else in a process that has a bug: the one production
 * file is changed as it is read, and nothing is on disk.
 */
const bug = JSON.parse(process.env.EVENKEEL_PLANTED_BUG ?? 'null') as Bug | null;
if (bug !== null) {
  const { href } = urlOf(bug);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== href) return loaded;
      planted = true;
      return { ...loaded, source: plantIn(bug, String(loaded.source)) };
    },
  });
}
