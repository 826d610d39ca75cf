import { join } from 'node:path';
import { ToolError, WayClosed } from './errors.ts';
import { k6 } from './k6.ts';
import { keep } from './keep.ts';
import { withLock } from './lock.ts';
import { findOnPath, probeVersion } from './probe.ts';
import { prometheus, promtool } from './prometheus.ts';
import type { Origin, Recipe, Tool, ToolName, Workshop } from './tool.ts';

export interface ObtainOptions {
  /** Called with what was found where, and what takes long. Default: none. */
  onProgress?: ((line: string) => void) | undefined;
  /** The environment to search by. Default: that of this process. */
  env?: NodeJS.ProcessEnv | undefined;
  /** The repository's root. Default: that of this checkout. */
  root?: string | undefined;
  /** Aborting it ends the search, and a build with it. */
  signal?: AbortSignal | undefined;
}

const recipes: Record<ToolName, Recipe> = { k6, prometheus, promtool };

/**
 * Finds a program that npm does not carry, or obtains it into `.tools/`; nothing is installed into the system. Looks in
 * this order: the environment variable (EVENKEEL_K6, EVENKEEL_PROMETHEUS, EVENKEEL_PROMTOOL), PATH, `.tools/`. Then k6
 * is built by Go, and Prometheus is unpacked from the distribution's package. The last way is a Docker image.
 * @throws {ToolError} `EVK_TOOL_UNUSABLE` if the environment variable names an unfit program, `EVK_TOOL_MISSING` if no
 * way to obtain it works.
 */
export async function obtain(name: ToolName, options: ObtainOptions = {}): Promise<Tool> {
  const recipe = recipes[name];
  const root = options.root ?? join(import.meta.dirname, '..', '..', '..');
  const workshop: Workshop = {
    root,
    folder: join(root, '.tools'),
    env: options.env ?? process.env,
    say: options.onProgress ?? (() => {}),
    signal: options.signal,
  };
  const tool =
    (await fromEnvironment(recipe, workshop)) ??
    (await fromPath(recipe, workshop)) ??
    (await fromTools(recipe, workshop)) ??
    (await make(recipe, workshop));
  workshop.say(`${name} ${tool.version}: ${from[tool.origin]}, ${tool.path}`);
  return tool;
}

const from: Record<Origin, string> = {
  environment: 'named by the environment',
  path: 'found on PATH',
  tools: 'kept in .tools/',
  build: 'built into .tools/',
  package: 'unpacked into .tools/',
  image: 'copied into .tools/',
};

async function fromEnvironment(recipe: Recipe, workshop: Workshop): Promise<Tool | undefined> {
  const path = workshop.env[recipe.variable];
  if (path === undefined || path === '') return undefined;
  const probe = await probeVersion(recipe, path, workshop);
  if ('version' in probe) return { path, version: probe.version, origin: 'environment' };
  const message = `${recipe.variable} is "${path}", which ${probe.problem}. Name another program, or unset it.`;
  throw new ToolError('EVK_TOOL_UNUSABLE', message);
}

async function fromPath(recipe: Recipe, workshop: Workshop): Promise<Tool | undefined> {
  const path = await findOnPath(recipe.name, workshop.env);
  return path === undefined ? undefined : usable(recipe, workshop, path, 'path');
}

async function fromTools(recipe: Recipe, workshop: Workshop): Promise<Tool | undefined> {
  for (const folder of await recipe.keptIn(workshop)) {
    const path = join(workshop.folder, folder, recipe.name);
    const tool = await usable(recipe, workshop, path, 'tools');
    if (tool !== undefined) return tool;
  }
  return undefined;
}

async function make(recipe: Recipe, workshop: Workshop): Promise<Tool> {
  const { folder, say, signal } = workshop;
  const { name, bundle } = recipe;
  const work = async (): Promise<Tool> => {
    const kept = await fromTools(recipe, workshop);
    if (kept !== undefined) return kept;
    say(`${name}: neither on PATH nor in .tools/`);
    const closed: string[] = [];
    for (const way of await recipe.ways(workshop)) {
      try {
        const path = join(await keep(folder, bundle, way), name);
        const probe = await probeVersion(recipe, path, workshop);
        if ('version' in probe) return { path, version: probe.version, origin: way.origin };
        throw new WayClosed(`what it gave ${probe.problem}`);
      } catch (error) {
        if (!(error instanceof WayClosed)) throw error;
        closed.push(`${way.title}: ${error.message}`);
        say(`${name}: ${way.title} is not possible: ${error.message}`);
      }
    }
    throw new ToolError('EVK_TOOL_MISSING', missing(recipe, closed));
  };
  const onWait = (): void => say(`${name}: another process is obtaining it; waiting for that one`);
  return withLock(join(folder, `.lock-${bundle}`), work, { signal, onWait });
}

function missing({ name, remedies }: Recipe, closed: readonly string[]): string {
  const list = (lines: readonly string[]): string =>
    lines.map((line) => `  - ${line.replaceAll('\n', '\n    ')}\n`).join('');
  return `${name} is missing, and can't be obtained here.\n${list(closed)}Any one of these helps; then run this again:\n${list(remedies)}`.trimEnd();
}

async function usable(recipe: Recipe, workshop: Workshop, path: string, origin: Origin): Promise<Tool | undefined> {
  const probe = await probeVersion(recipe, path, workshop);
  if ('version' in probe) return { path, version: probe.version, origin };
  if (probe.isThere) workshop.say(`${recipe.name}: ${path} ${probe.problem}; looking further`);
  return undefined;
}
