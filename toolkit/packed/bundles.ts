import { relative } from 'node:path';
import { build } from 'esbuild';
import { parseSync } from 'rolldown/utils';

/** The policies: each value that the front door passes on from `policies/`. @param front its source or what was built of it */
export function policiesOf(front: string): string[] {
  return parseSync('index.ts', front).program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || !statement.source?.value.startsWith('./policies/')) return [];
    if (statement.exportKind === 'type') return [];
    return statement.specifiers
      .filter(({ exportKind }) => exportKind !== 'type')
      .map(({ exported }) => (exported as { name: string }).name);
  });
}

export interface Wanted {
  /** What is imported, by the name that its bundle gets: a module's text. */
  modules: Readonly<Record<string, string>>;
  /** With Node's modules left outside, or for a browser, which has none. */
  platform: 'node' | 'browser';
  /** Where the modules would stand. */
  folder: string;
  /** What an app has by itself. */
  external: readonly string[];
  /** Conditions of `exports` and `imports` beside the platform's. */
  conditions?: readonly string[];
}

/**
 * Bundles each module for itself, minified.
 *
 * @returns the bundles by their names
 * @throws Error of esbuild where something cannot be resolved, such as a module of Node for a browser
 */
export async function bundle({
  modules,
  platform,
  folder,
  external,
  conditions = [],
}: Wanted): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: Object.keys(modules).map((name) => ({ in: `wanted:${name}`, out: name })),
    bundle: true,
    minify: true,
    format: 'esm',
    platform,
    external: [...external],
    // Given ones replace esbuild's own.
    conditions: ['module', ...conditions],
    write: false,
    outdir: folder,
    logLevel: 'silent',
    plugins: [
      {
        name: 'wanted',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^wanted:/ }, ({ path }) => ({
            path: path.slice('wanted:'.length),
            namespace: 'wanted',
          }));
          onLoad({ filter: /.*/, namespace: 'wanted' }, ({ path }) => ({
            contents: modules[path],
            resolveDir: folder,
          }));
        },
      },
    ],
  });
  return new Map(outputFiles.map(({ path, contents }) => [relative(folder, path).replace(/\.js$/, ''), contents]));
}
