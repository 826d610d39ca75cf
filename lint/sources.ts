import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';

/** One import of a source, of types or of values. */
export interface Import {
  specifier: string;
  /** The line, from 1. */
  line: number;
}

/** What one file imports and exports. */
export interface Source {
  /** The path from the repository's root, with `/`. */
  file: string;
  imports: readonly Import[];
  /** The names that are declared here and exported, with their lines; re-exports are left out. */
  exports: ReadonlyMap<string, number>;
}

const unread = /(?:^|\/)(?:node_modules|dist|runs|\.\w[^/]*)(?:\/|$)/;

/** All TypeScript sources except those directly in the root. */
export function readSources(root: string): Source[] {
  return globSync('*/**/*.ts', { cwd: root, exclude: (path) => unread.test(path) })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((file) => parseSource(file, readFileSync(join(root, file), 'utf8')));
}

/** @throws Error if the text is not TypeScript */
export function parseSource(file: string, text: string): Source {
  const parsed = parseSync(file, text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${file} cannot be read: ${error.message}`);
  const line = (at: number): number => text.slice(0, at).split('\n').length;
  const imports = new Map<number, string>();
  for (const { moduleRequest } of parsed.module.staticImports) imports.set(moduleRequest.start, moduleRequest.value);
  const exports = new Map<string, number>();
  for (const { start, entries } of parsed.module.staticExports) {
    for (const { moduleRequest, exportName } of entries) {
      if (moduleRequest !== null) imports.set(moduleRequest.start, moduleRequest.value);
      else if (exportName.kind === 'Name' && exportName.name !== null) exports.set(exportName.name, line(start));
    }
  }
  // Only the syntax tree has `import('./a.ts')`, as a value or as a type. Building the tree is slow, so it is done only
  // here.
  if (text.includes('import(')) {
    const take = ({ start, value }: { start: number; value: string }): void => void imports.set(start, value);
    new Visitor({
      ImportExpression: ({ source }) => {
        if (source.type === 'Literal' && typeof source.value === 'string') take(source as never);
      },
      TSImportType: ({ source }) => take(source),
    }).visit(parsed.program);
  }
  const inOrder = [...imports].sort(([a], [b]) => a - b);
  return { file, imports: inOrder.map(([at, specifier]) => ({ specifier, line: line(at) })), exports };
}
