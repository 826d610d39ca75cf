import type { Problem } from './problem.ts';
import { tsp } from './tsp.ts';

/** All that can be solved. */
export const problems: readonly Problem[] = [tsp];
