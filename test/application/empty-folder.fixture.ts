import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand, type TemporaryFolder, temporaryFolder } from '@evenkeel/tools/child';
import { root } from '../repository/files.fixture.ts';

export const example = join(root, 'examples/application');
const toolkit = join(root, 'toolkit');
const installed = join(root, 'node_modules');
const tsc = join(installed, 'typescript/bin/tsc');
const { PATH = '', HOME = '' } = process.env;

/** What is passed on of our own environment: keys, conditions and npm's settings are not. */
export const bareEnv = { PATH, HOME };

interface Manifest {
  version: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

const readManifest = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));

/** @returns what it prints */
async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const env = { ...bareEnv, npm_config_update_notifier: 'false' };
  const { code, stdout, output } = await runCommand(command, args, { env, cwd });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${output}`);
  return stdout;
}

/**
 * Packs the toolkit as it is published: built, by npm. @param folder for the tarball
 *
 * @returns the tarball
 */
async function pack(folder: string): Promise<string> {
  // Others may build or measure the package in its own folder at the same time.
  const copy = join(folder, 'toolkit');
  for (const name of ['package.json', 'LICENSE', 'README.md', 'src']) {
    await cp(join(toolkit, name), join(copy, name), { recursive: true });
  }
  const build = ['--project', join(toolkit, 'tsconfig.build.json'), '--outDir', join(copy, 'dist')];
  await run(process.execPath, [tsc, ...build], root);
  const args = ['pack', '--json', '--offline', '--ignore-scripts', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(await run('npm', args, copy)) as [{ filename: string }];
  return join(folder, filename);
}

/**
 * A folder outside of the repository with the example's files in it, the toolkit out of its tarball, and what their
 * manifests name: nothing else can be imported there.
 */
export class EmptyFolder implements AsyncDisposable {
  readonly #folder: TemporaryFolder;
  /** Where the application is. */
  readonly path: string;
  /** By package, the version that the example names, and the one that is there. */
  readonly versions = new Map<string, { named: string; there: string }>();

  private constructor(folder: TemporaryFolder) {
    this.#folder = folder;
    this.path = join(folder.path, 'application');
  }

  static async make(): Promise<EmptyFolder> {
    const made = new EmptyFolder(await temporaryFolder('application'));
    await made.#fill();
    return made;
  }

  async #fill(): Promise<void> {
    const modules = join(this.path, 'node_modules');
    const unpacked = join(modules, '@evenkeel/toolkit');
    await mkdir(unpacked, { recursive: true });
    const tarball = await pack(this.#folder.path);
    await run('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1'], this.path);
    // Whoever works on the example may have installed something beside it.
    for (const name of await readdir(example)) {
      if (name !== 'node_modules') await cp(join(example, name), join(this.path, name));
    }
    const app = await readManifest(this.path);
    const { version, dependencies, peerDependencies = {}, peerDependenciesMeta = {} } = await readManifest(unpacked);
    const named = { ...app.dependencies, ...app.devDependencies };
    // npm installs peers, too, unless they are optional.
    const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
    const others = Object.keys({ ...named, ...dependencies }).filter((name) => name !== '@evenkeel/toolkit');
    for (const name of new Set([...others, ...peers])) {
      const link = join(modules, name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(installed, name), link);
    }
    for (const [name, wanted] of Object.entries(named)) {
      const there = name === '@evenkeel/toolkit' ? version : (await readManifest(join(modules, name))).version;
      this.versions.set(name, { named: wanted, there });
    }
  }

  async write(name: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.path, name)), { recursive: true });
    await writeFile(join(this.path, name), text);
  }

  /** Runs tsc by the example's own configuration. @returns what it complains about, a line each */
  async complaints(...args: string[]): Promise<string[]> {
    const { code, stdout, output } = await this.node(tsc, '--pretty', 'false', ...args);
    const lines = stdout.split('\n').filter((line) => line !== '');
    // What fails without a word has not run at all.
    return code === 0 || lines.length > 0 ? lines : [output || `tsc ended with ${code}`];
  }

  node(...args: string[]) {
    return runCommand(process.execPath, args, { env: bareEnv, cwd: this.path });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}
