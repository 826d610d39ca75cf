import { setTimeout as delay } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';

/** What is less than this is no news. */
const NEWS_BYTES = 16_384;
/** After so many readings without news it has settled. */
const READINGS_WITHOUT_NEWS = 4;
const MOST_READINGS = 40;
const PAUSE_MS = 25;

/** Where objects are. Elsewhere is compiled code, with the texts that it came from: it goes some time after its last use. */
const OBJECTS: readonly string[] = ['new_space', 'old_space'];

/** What objects take after a collection, in the heap and outside it. */
function bytesInUse(): number {
  if (globalThis.gc === undefined) throw new Error('The process was not started with --expose-gc.');
  globalThis.gc();
  const spaces = getHeapSpaceStatistics().filter(({ space_name }) => OBJECTS.includes(space_name));
  return spaces.reduce((bytes, { space_used_size }) => bytes + space_used_size, process.memoryUsage().external);
}

/**
 * What is in use once nothing more is given back: closed connections and finalizers take some turns of the event loop.
 * @param read collects what can be collected, and says what is in use
 */
export async function settledBytes(read = bytesInUse, pause: () => Promise<unknown> = () => delay(PAUSE_MS)) {
  let least = Number.POSITIVE_INFINITY;
  let since = 0;
  for (let readings = 0; since < READINGS_WITHOUT_NEWS && readings < MOST_READINGS; readings += 1) {
    const bytes = read();
    since = bytes < least - NEWS_BYTES ? 0 : since + 1;
    least = Math.min(least, bytes);
    await pause();
  }
  return least;
}
