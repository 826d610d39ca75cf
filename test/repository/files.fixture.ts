import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** The files that are in git or about to be: everything that is not ignored. Paths are relative to the root. */
export function repositoryFiles(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  // A file that was deleted and not yet committed is still listed.
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}
