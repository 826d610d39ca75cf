import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { html } from './html.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { Report } from './report.ts';
import type { VerdictFile } from './verdict-file.ts';

/** Writes `verdict.json`, `report.html` and `junit.xml` into a folder. */
export async function writeReports(folder: string, verdict: VerdictFile, runs: readonly Report[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'verdict.json'), `${JSON.stringify(verdict, null, 2)}\n`);
  await writeFile(join(folder, 'report.html'), html(verdict, runs));
  await writeFile(join(folder, 'junit.xml'), junit(runs));
}

/** Adds the report to the CI job's summary page, if `file` names one. */
export async function writeJobSummary(
  verdict: VerdictFile,
  runs: readonly Report[],
  file: string | undefined,
): Promise<void> {
  if (file !== undefined && file !== '') await appendFile(file, `${markdown(verdict, runs)}\n`);
}
