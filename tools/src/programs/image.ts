import { runCommand, tailOf } from '../child/run-command.ts';
import { sayElapsed } from './elapsed.ts';
import { WayClosed } from './errors.ts';
import { findOnPath } from './probe.ts';
import type { Workshop } from './tool.ts';

const engineAnswersWithinMs = 10_000;

export interface ImageCopy {
  image: string;
  /** Paths within the image. */
  files: readonly string[];
  /** The folder that receives them. */
  folder: string;
}

/**
 * Copies files out of a Docker image; no container is started.
 * @throws {WayClosed} if there is no Docker engine, or the image can't be pulled.
 */
export async function copyFromImage(workshop: Workshop, { image, files, folder }: ImageCopy): Promise<void> {
  const { env, say, signal } = workshop;
  // An image holds Linux programs, which run on no other system.
  if (process.platform !== 'linux') throw new WayClosed(`${image} holds a program for Linux`);
  const docker = await findOnPath('docker', env);
  if (docker === undefined) throw new WayClosed('there is no docker on PATH');
  const question = ['version', '--format', '{{.Server.Version}}'];
  const engine = await runCommand(docker, question, { env, signal, timeoutMs: engineAnswersWithinMs });
  if (engine.code !== 0) throw new WayClosed('no Docker engine answers');

  say(`${image}: copying the program out of this Docker image`);
  using _ = sayElapsed(say, (seconds) => `${image}: still pulling, ${seconds} s`);
  const created = await runCommand(docker, ['create', image], { env, signal });
  if (created.code !== 0) throw new WayClosed(`${image} can't be had:\n${tailOf(created.output)}`);
  const container = created.stdout.trim();
  try {
    for (const file of files) {
      const copied = await runCommand(docker, ['cp', `${container}:${file}`, `${folder}/`], { env, signal });
      if (copied.code !== 0) throw new WayClosed(`${file} can't be copied:\n${tailOf(copied.output)}`);
    }
  } finally {
    // Runs without the signal, since an abort must not leave the container behind.
    await runCommand(docker, ['rm', container], { env });
  }
}
