import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, runCommand, tailOf } from '../child/run-command.ts';
import { sayElapsed } from './elapsed.ts';
import { WayClosed } from './errors.ts';
import { findOnPath } from './probe.ts';
import type { Workshop } from './tool.ts';

/**
 * Unpacks the distribution's own package into `folder`; nothing is installed and
 * no service started. apt checks the download against the signed package lists.
 * @throws {WayClosed} if apt-get or dpkg-deb is missing, or fails.
 */
export async function unpackPackage(workshop: Workshop, name: string, folder: string): Promise<void> {
  const { env, say, signal } = workshop;
  const aptGet = await findOnPath('apt-get', env);
  const dpkgDeb = await findOnPath('dpkg-deb', env);
  if (aptGet === undefined || dpkgDeb === undefined) throw new WayClosed('there is no apt-get and dpkg-deb on PATH');
  const run = (file: string, ...args: string[]): Promise<CommandResult> =>
    runCommand(file, args, { env, signal, cwd: folder });

  say(`${name}: downloading the distribution's package with apt-get; nothing is installed`);
  using _ = sayElapsed(say, (seconds) => `${name}: still downloading, ${seconds} s`);
  let downloaded = await run(aptGet, 'download', name);
  if (downloaded.code !== 0) {
    say(`${name}: apt-get does not know the package, or not where to get it; updating the package lists`);
    const updated = await run(aptGet, 'update');
    if (updated.code !== 0) throw new WayClosed(`apt-get update failed (it needs root):\n${tailOf(updated.output)}`);
    downloaded = await run(aptGet, 'download', name);
  }
  const archive = (await readdir(folder)).find((file) => file.endsWith('.deb'));
  if (downloaded.code !== 0 || archive === undefined) {
    throw new WayClosed(`apt-get download failed:\n${tailOf(downloaded.output)}`);
  }
  const unpacked = await run(dpkgDeb, '-x', archive, '.');
  if (unpacked.code !== 0) throw new WayClosed(`dpkg-deb could not unpack it:\n${tailOf(unpacked.output)}`);
  await rm(join(folder, archive));
}
