import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { foldersIn, onlyExport } from './discover.ts';
import type { Experiment } from './experiment.ts';

const isExperiment = (value: unknown): value is Experiment =>
  typeof value === 'object' && value !== null && 'title' in value && 'run' in value;

/** All experiments: each is a folder beside this file with an `experiment.ts`. Sorted by the folders' names. */
export function loadExperiments(): Promise<Experiment[]> {
  const files = foldersIn(import.meta.dirname).map((name) => join(import.meta.dirname, name, 'experiment.ts'));
  return Promise.all(files.filter((file) => existsSync(file)).map((file) => onlyExport(file, isExperiment)));
}
