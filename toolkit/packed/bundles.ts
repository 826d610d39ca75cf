import { relative } from 'node:path';
import { build } from 'esbuild';
import { parseSync } from 'rolldown/utils';

/**
 * The policies: each value that the main entry exports from `policies/`. @param front the entry's text, as source or as
 * built
 */
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
  /** The text of each module to bundle, by the name of its bundle. */
  modules: Readonly<Record<string, string>>;
  /** `node` leaves Node's modules out of the bundle; `browser` has none of them. */
  platform: 'node' | 'browser';
  /** The folder that the modules resolve their imports from. */
  folder: string;
  /** Modules that an app has anyway: they are left out. */
  external: readonly string[];
  /** Conditions of `exports` and `imports` beside the platform's. */
  conditions?: readonly string[];
}

/**
 * Bundles each module on its own, minified.
 *
 * @returns the bundles by their names
 * @throws Error of esbuild if something cannot be resolved, such as a Node.js module for a browser
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
    // Given conditions replace esbuild's default, so `module` is named again.
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
