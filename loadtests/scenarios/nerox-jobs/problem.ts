/** TSPLIB's `berlin52` and the gap at which an answer is good enough, as in the example of Nerox's guide. */
export const OPTIMUM = 7_542;
export const TARGET_GAP = 0.005;

/** Four restarts of 400,000 annealing steps each. */
export const RESTARTS = 4;
export const ITERATIONS = 400_000;
