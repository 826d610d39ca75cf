import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readlink, realpath, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '@evenkeel/tools/child';
import { HarnessFault } from '@evenkeel/tools/command-line';

const run = promisify(execFile);

/** The last commit before the refactoring that sorted the files into rooms; this tree is compared with it. */
export const EARLIER = '56980f5';

/** This repository. */
export const thisTree = join(import.meta.dirname, '..', '..');

/** The sources of an earlier commit, in a folder of their own. */
export interface EarlierTree extends AsyncDisposable {
  folder: string;
}

/**
 * Extracts the sources of a commit, and gives them the packages that are installed here; our own packages are the
 * commit's. Disposal removes the folder.
 *
 * @throws HarnessFault where this is no clone, or its history is too short
 */
export async function earlierTree(commit: string, signal: AbortSignal): Promise<EarlierTree> {
  const git = (...args: string[]) => run('git', args, { cwd: thisTree, signal, maxBuffer: 2 ** 28 });
  await git('cat-file', '-e', `${commit}^{commit}`).catch((cause) => {
    signal.throwIfAborted();
    const remedy = 'get the whole history: git fetch --unshallow';
    throw new HarnessFault(`The commit ${commit} is not in this clone: ${remedy}.`, { cause });
  });
  const temporary = await temporaryFolder('tree');
  try {
    // Node.js knows modules by their real paths.
    const folder = await realpath(temporary.path);
    const archive = join(folder, 'tree.tar');
    await git('archive', '--output', archive, commit);
    await run('tar', ['-xf', archive, '-C', folder], { signal });
    await rm(archive);
    await linkPackages(folder);
    if (existsSync(join(thisTree, '.tools'))) await symlink(join(thisTree, '.tools'), join(folder, '.tools'));
    return { folder, [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose]() };
  } catch (error) {
    await temporary[Symbol.asyncDispose]();
    throw error;
  }
}

/** Our packages are links with relative paths to the workspace's folders; in the commit's tree they lead to its own. */
async function linkPackages(folder: string): Promise<void> {
  const [from, to] = [join(thisTree, 'node_modules'), join(folder, 'node_modules')];
  await mkdir(join(to, '@evenkeel'), { recursive: true });
  for (const name of await readdir(from)) {
    if (name !== '@evenkeel') await symlink(join(from, name), join(to, name));
  }
  for (const name of await readdir(join(from, '@evenkeel'))) {
    const target = await readlink(join(from, '@evenkeel', name));
    if (existsSync(join(to, '@evenkeel', target))) await symlink(target, join(to, '@evenkeel', name));
  }
}
