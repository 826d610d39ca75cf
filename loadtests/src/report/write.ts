import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../verdict/result.ts';
import { html } from './html.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { RunReport } from './run-report.ts';

/** Writes `verdict.json`, `report.html` and `junit.xml` into a folder. */
export async function writeReports(folder: string, result: Result, runs: readonly RunReport[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'verdict.json'), `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(join(folder, 'report.html'), html(result, runs));
  await writeFile(join(folder, 'junit.xml'), junit(runs));
}

/** Adds to the summary page of a CI job that has one. */
export async function writeJobSummary(
  result: Result,
  runs: readonly RunReport[],
  file: string | undefined,
): Promise<void> {
  if (file !== undefined && file !== '') await appendFile(file, `${markdown(result, runs)}\n`);
}
