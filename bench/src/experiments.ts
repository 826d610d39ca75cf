import { adaptiveCeiling } from './adaptive-ceiling/index.ts';
import type { Experiment } from './experiment.ts';

export const experiments: readonly Experiment[] = [adaptiveCeiling];
