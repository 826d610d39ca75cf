import { join } from 'node:path';
import { build } from 'esbuild';

/** What packages that are no ES modules ask for. */
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Makes the worker's modules a few plain files. Thirty processes on two cores that each read and strip hundreds of
 * TypeScript modules keep each other from answering the store in time before the load has begun.
 */
export async function bundleWorker(folder: string): Promise<string> {
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Each process loads the caller that it uses, and no other.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    conditions: ['source'],
    banner: { js: banner },
    logLevel: 'silent',
  });
  return join(folder, 'worker.mjs');
}
