import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessFault } from '@evenkeel/tools/command-line';
import { type BuildOptions, build } from 'esbuild';
import { extensions, misreadIn, nodeModules, nodeModulesLeft } from './lacks.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const insideK6 = join(import.meta.dirname, 'script');
const shim = join(import.meta.dirname, 'shim', 'index.ts');

/**
 * k6 compiles TypeScript itself, but hangs on some syntax, knows no packages
 * and no path without its extension. So it only ever gets a bundle.
 */
const common: BuildOptions = {
  bundle: true,
  target: 'es2022',
  // The part of it that k6 lacks. Lowering all of it would make the policies' calls half as dear again.
  supported: { 'async-generator': false, 'for-await': false, 'regexp-match-indices': false },
  format: 'esm',
  platform: 'neutral',
  // Packages without `exports`, such as cockatiel, name their entry here.
  mainFields: ['module', 'main'],
  external: ['k6', 'k6/*'],
  conditions: ['source'],
  // Problems of TSPLIB.
  loader: { '.tsp': 'text' },
  nodePaths: [join(root, 'node_modules')],
  logLevel: 'silent',
};

/**
 * Bundles a script, its options checked and its iterations guarded, into
 * `outfile`; first in it comes what k6's runtime lacks.
 * @param had the extensions of the k6 that will run it; default those of a stock k6
 * @returns what the script has to do without in that k6, a sentence each
 */
export async function bundle(script: string, outfile: string, had: ReadonlySet<string> = new Set()): Promise<string[]> {
  const leftOut = new Set<string>();
  const plugins = [nodeModules, extensions(had, (what) => leftOut.add(what))];
  let obstacle: string | undefined;
  try {
    const { metafile } = await build({
      ...common,
      plugins,
      entryPoints: [script],
      write: false,
      metafile: true,
      outdir: '.',
    });
    const names = Object.values(metafile.outputs).flatMap((output) => output.exports);
    const stdin = { contents: entry(script, names), resolveDir: insideK6, loader: 'ts' } as const;
    const whole = await build({ ...common, plugins, stdin, inject: [shim], metafile: true, outfile });
    obstacle = nodeModulesLeft(whole.metafile) ?? misreadIn(await readFile(outfile, 'utf8'));
  } catch (error) {
    throw new HarnessFault(`The script ${script} can't be bundled: ${firstLine(error)}`);
  }
  if (obstacle !== undefined) throw new HarnessFault(`The script ${script} can't run in k6: ${obstacle}`);
  return [...leftOut];
}

/** Exports by their names what `wrap` makes of the script: the checked options with their thresholds, guarded iterations. */
function entry(script: string, names: readonly string[]): string {
  const own = new Set([...names, 'options', 'handleSummary']);
  own.delete('default');
  const lines = [
    `import * as script from ${JSON.stringify(script)};`,
    `import { wrap } from './entry.ts';`,
    'const wrapped = wrap(script);',
    ...[...own].map((name) => `export const ${name} = wrapped.${name};`),
    ...(names.includes('default') ? ['export default wrapped.default;'] : []),
  ];
  return lines.join('\n');
}

const firstLine = (error: unknown): string => {
  const [first] = (error as { errors?: { text: string }[] }).errors ?? [];
  return first?.text ?? String(error);
};
