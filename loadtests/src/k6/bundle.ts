import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessFault } from '@evenkeel/tools/command-line';
import { type BuildOptions, build } from 'esbuild';
import { extensions, misreadIn, nodeModules, nodeModulesLeft } from './lacks.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const insideK6 = join(import.meta.dirname, 'script');
const shim = join(import.meta.dirname, 'shim', 'index.ts');

/**
 * k6 compiles TypeScript itself, but it hangs on some syntax, and finds neither
 * packages nor paths without an extension. So it always gets a bundle.
 */
const common: BuildOptions = {
  bundle: true,
  target: 'es2022',
  // The syntax of ES2022 that k6 lacks. Lowering more would make the policies' calls cost half as much again.
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
 * Bundles a script into `outfile`, with its options checked and its iterations
 * guarded. The bundle begins with what k6's runtime lacks.
 * @param had the extensions of the k6 that will run it; default none, as in a stock k6
 * @returns a sentence for each thing that the script has to do without in that k6
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

/** The bundle's entry: it exports what `wrap` makes of the script, with checked options and guarded iterations. */
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
