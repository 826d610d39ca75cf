import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../child/run-command.ts';
import { unpackPackage } from './debian-package.ts';
import { WayClosed } from './errors.ts';
import { copyFromImage } from './image.ts';
import { parseVersion } from './probe.ts';
import type { Recipe, ToolName, Workshop } from './tool.ts';

/** The same image as in docker-compose.yml; a test compares the two. */
export const prometheusImage = 'prom/prometheus:v2.53.4';

export const prometheus = recipe('prometheus', 'EVENKEEL_PROMETHEUS');
/** promtool comes with Prometheus, in one bundle. */
export const promtool = recipe('promtool', 'EVENKEEL_PROMTOOL');

function recipe(name: ToolName, variable: string): Recipe {
  return {
    name,
    bundle: 'prometheus',
    variable,
    minimumVersion: '2.40.0',
    versionArgs: ['--version'],
    keptIn: keptFolders,
    ways: async (workshop) => [
      {
        origin: 'package',
        title: "unpacking the distribution's package",
        make: async (partial) => {
          await unpackPackage(workshop, 'prometheus', partial);
          return named(workshop, join(partial, 'usr', 'bin'));
        },
      },
      {
        origin: 'image',
        title: 'copying it out of a Docker image',
        make: async (partial) => {
          const files = ['/bin/prometheus', '/bin/promtool'];
          await copyFromImage(workshop, { image: prometheusImage, files, folder: partial });
          return named(workshop, partial);
        },
      },
    ],
    remedies: [
      `install Prometheus 2.40 or newer so that ${name} is on PATH, or set ${variable} to the program;`,
      "on Debian or Ubuntu run `apt-get update` as root: the distribution's package is then unpacked into .tools/;",
      'start a Docker engine: Prometheus is then copied out of its image.',
    ],
  };
}

/** The folders of `.tools/` with any release, the newest first. */
async function keptFolders({ folder }: Workshop): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.startsWith('prometheus-'))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

async function named({ env, signal }: Workshop, folder: string): Promise<{ folder: string; name: string }> {
  const { output } = await runCommand(join(folder, 'prometheus'), ['--version'], { env, signal });
  const version = parseVersion(output);
  if (version === undefined) throw new WayClosed(`what it gave does not run: ${output.trim()}`);
  return { folder, name: `prometheus-${version}` };
}
