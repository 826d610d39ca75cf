import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runCommand, tailOf } from '../child/run-command.ts';
import type { Recipe, Workshop } from './tool.ts';

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The first executable file of that name on PATH. */
export async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    // An empty entry means the current folder, from which nothing should be started.
    if (folder === '') continue;
    const path = join(folder, name);
    if (await isProgram(path)) return path;
  }
  return undefined;
}

const answerWithinMs = 20_000;

/** Whether `a` is at least `b`; both are dotted numbers. */
export function isAtLeast(a: string, b: string): boolean {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The first three-part version in what a program printed. */
export function parseVersion(output: string): string | undefined {
  return /(?<![\d.])\d+\.\d+\.\d+(?![.\d])/.exec(output)?.[0];
}

export type Probe = { version: string } | { problem: string; isThere: boolean };

/** Asks a program for its version. A problem is worded as in the middle of a sentence: "... is k6 0.49.0". */
export async function probeVersion(recipe: Recipe, path: string, workshop: Workshop): Promise<Probe> {
  if (!(await isProgram(path))) return { problem: 'is not an executable file', isThere: false };
  const { env, signal } = workshop;
  const { code, output } = await runCommand(path, recipe.versionArgs, { env, signal, timeoutMs: answerWithinMs });
  const version = parseVersion(output);
  if (code !== 0 || version === undefined) {
    const problem = `does not answer "${recipe.versionArgs.join(' ')}" with a version: ${tailOf(output, 1)}`;
    return { problem, isThere: true };
  }
  if (!isAtLeast(version, recipe.minimumVersion)) {
    return { problem: `is ${recipe.name} ${version}; at least ${recipe.minimumVersion} is needed`, isThere: true };
  }
  return { version };
}
