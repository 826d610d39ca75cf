import { join } from 'node:path';
import { build } from 'esbuild';

/** Gives packages that are no ES modules the `require` that they need. */
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Bundles the worker into a few plain files. If thirty processes on two cores each read and strip hundreds of
 * TypeScript modules, they keep each other from answering the store in time before the load has begun.
 */
export async function bundleWorker(folder: string): Promise<string> {
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Each process loads only the caller that it uses.
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
