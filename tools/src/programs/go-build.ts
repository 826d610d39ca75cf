import { runCommand, tailOf } from '../child/run-command.ts';
import { sayElapsed, secondsSince } from './elapsed.ts';
import { WayClosed } from './errors.ts';
import { findOnPath } from './probe.ts';
import type { Workshop } from './tool.ts';

export interface GoBuild {
  /** The folder of the module; its go.mod and go.sum pin all sources. */
  module: string;
  output: string;
  /** What the progress lines call it. */
  label: string;
}

/**
 * The program and its tests are built with the same flags and environment, so that Go compiles each package only once.
 */
export const goFlags: readonly string[] = ['-mod=readonly', '-trimpath', '-buildvcs=false'];

/** An environment in which no go.work above the module changes what is built. */
export function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, GOWORK: 'off', CGO_ENABLED: '0' };
}

/** @throws {WayClosed} without a Go toolchain, and when the build fails. */
export async function goBuild(workshop: Workshop, { module, output, label }: GoBuild): Promise<void> {
  const { say, signal } = workshop;
  const go = await findOnPath('go', workshop.env);
  if (go === undefined) throw new WayClosed('there is no Go toolchain on PATH');
  const env = goEnvironment(workshop.env);
  const toolchain = await runCommand(go, ['env', 'GOVERSION'], { env, signal, cwd: module });
  say(`${label}: building it with ${toolchain.stdout.trim() || go}; the first build takes a few minutes`);

  const startedMs = performance.now();
  let downloads = 0;
  let packages = 0;
  using _ = sayElapsed(say, (seconds) => {
    return `${label}: still building, ${seconds} s, ${downloads} modules fetched, ${packages} packages compiled`;
  });
  const args = ['build', '-v', ...goFlags, '-o', output, '.'];
  const built = await runCommand(go, args, {
    env,
    signal,
    cwd: module,
    onLine: (line) => {
      if (line.startsWith('go: downloading ')) downloads++;
      else packages++;
    },
  });
  if (built.code !== 0) throw new WayClosed(`the build failed:\n${tailOf(built.output)}`);
  say(`${label}: built in ${secondsSince(startedMs)} s`);
}
