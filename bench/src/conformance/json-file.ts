import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WrongCall } from '@evenkeel/tools/command-line';

/** The results of a run that has not ended. */
const unfinished = { verdict: 'INCONCLUSIVE', reasons: ['The run has not ended.'] };

/**
 * Writes the file before the run, so that an interrupted run leaves no older
 * results, and a file that can't be written shows before anybody has waited.
 *
 * @throws WrongCall where it cannot be written
 */
export async function startJson(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeJson(file, unfinished);
  } catch (error) {
    throw new WrongCall(
      `--json: "${file}" cannot be written (${(error as NodeJS.ErrnoException).code}); name another file.`,
    );
  }
}

export async function writeJson(file: string, value: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
