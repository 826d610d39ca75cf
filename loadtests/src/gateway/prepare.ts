import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../k6/bundle.ts';
import { extensionsOf } from '../k6/extensions.ts';
import { inspect } from '../k6/inspect.ts';
import type { Wish } from '../request/request.ts';
import type { Target } from '../request/target.ts';
import { parametersFor, type ScenarioRun } from './scenario-run.ts';

/** Bundles a scenario's script and has k6 read its options, so that what is misspelt shows before anything starts. */
export async function prepare(
  wish: Wish,
  rest: Omit<ScenarioRun, keyof Wish | 'bundle' | 'leftOut'>,
): Promise<ScenarioRun> {
  const file = join(rest.work, 'script.js');
  await mkdir(rest.work, { recursive: true });
  const leftOut = await bundle(wish.scenario.script, file, await extensionsOf(rest.tools.k6, rest.interrupted));
  for (const what of leftOut) rest.progress.say(`${wish.scenario.name}: ${what}`);
  const run: ScenarioRun = { ...rest, ...wish, bundle: file, leftOut };
  // Where the load will go is only known once the gateway listens; the options do not depend on it.
  const nowhere: Target = { url: 'http://127.0.0.1:9', maxPerSecond: run.target?.maxPerSecond ?? null };
  await inspect(run.tools.k6, run.bundle, run.scenario.name, parametersFor(run, nowhere), run.interrupted);
  return run;
}
