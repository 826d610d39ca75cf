import { join } from 'node:path';
import { build } from 'esbuild';

/** The page's script, with createFetch() and all cases, minified as an app would have it. */
export async function bundlePage(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    // Given conditions replace esbuild's default, so `module` is named again.
    conditions: ['source', 'module'],
    write: false,
    logLevel: 'silent',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('esbuild wrote nothing.');
  return script.contents;
}
