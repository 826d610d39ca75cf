import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { HarnessFault } from '../harness-fault.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const lib = join(root, 'loadtests', 'scenarios', 'lib');

/**
 * k6 compiles TypeScript itself, but hangs on some syntax, knows no packages
 * and no path without its extension. So it only ever gets a bundle.
 */
const common: BuildOptions = {
  bundle: true,
  target: 'es2017',
  format: 'esm',
  platform: 'neutral',
  external: ['k6', 'k6/*'],
  conditions: ['source'],
  nodePaths: [join(root, 'node_modules')],
  logLevel: 'silent',
};

/** Bundles a script, its options checked and its iterations guarded, into `outfile`. */
export async function bundle(script: string, outfile: string): Promise<void> {
  try {
    const { metafile } = await build({ ...common, entryPoints: [script], write: false, metafile: true, outdir: '.' });
    const names = Object.values(metafile.outputs).flatMap((output) => output.exports);
    await build({ ...common, stdin: { contents: entry(script, names), resolveDir: lib, loader: 'ts' }, outfile });
  } catch (error) {
    throw new HarnessFault(`The script ${script} can't be bundled: ${firstLine(error)}`);
  }
}

/** k6 calls the exported functions by name: iterations are guarded, what k6 calls once is passed on as it is. */
function entry(script: string, names: readonly string[]): string {
  const once = ['setup', 'teardown'];
  const own = ['options', 'handleSummary'];
  const lines = [
    `import * as script from ${JSON.stringify(script)};`,
    `import { guard, prepare } from './entry.ts';`,
    `export { handleSummary } from './entry.ts';`,
    `export const options = prepare(${names.includes('options') ? 'script.options' : 'undefined'});`,
  ];
  for (const name of names) {
    if (own.includes(name)) continue;
    if (name === 'default') lines.push('export default guard(script.default);');
    else lines.push(`export const ${name} = ${once.includes(name) ? `script.${name}` : `guard(script.${name})`};`);
  }
  return lines.join('\n');
}

const firstLine = (error: unknown): string => {
  const [first] = (error as { errors?: { text: string }[] }).errors ?? [];
  return first?.text ?? String(error);
};
