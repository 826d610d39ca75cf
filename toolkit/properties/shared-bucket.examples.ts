import type { WindowWorld } from './shared-window-worlds.ts';

/** Histories in which the bucket was once exceeded. */
export const exceededBuckets: readonly WindowWorld[] = [];
