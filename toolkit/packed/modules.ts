import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';

/** A name in a module's declarations. */
export interface Local {
  module: string;
  name: string;
}

/** What a name leads to: a declaration, a whole module, or a name of another package. */
export type Target = Local | { module: string; all: true } | { external: string; name: string };

export interface Declaration {
  /** Its text without comments and private members. */
  text: string;
  /** The names of the types and values that it uses, including its own and global ones. */
  uses: ReadonlySet<string>;
}

/** The declarations of one module, from its `.d.ts`. */
export interface Module {
  declarations: ReadonlyMap<string, Declaration>;
  /** Where names that are not declared here come from. */
  imports: ReadonlyMap<string, Target>;
  /** What is exported, by its exported name. */
  exports: ReadonlyMap<string, Target>;
}

type Tree = ReturnType<typeof parseSync>['program'];
type Statement = Tree['body'][number];
interface Span {
  start: number;
  end: number;
}

/** Reads the declarations of a build, each module once. */
export class Modules {
  readonly #folder: string;
  readonly #read = new Map<string, Module>();

  /** @param folder the folder of the `.d.ts` files */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param path relative to the folder, such as `client/client.ts` */
  get(path: string): Module {
    let module = this.#read.get(path);
    if (module === undefined) {
      module = parse(path, readFileSync(join(this.#folder, path.replace(/\.ts$/, '.d.ts')), 'utf8'));
      this.#read.set(path, module);
    }
    return module;
  }

  /** Follows a name to where it is declared. */
  resolve(target: Target): Target {
    if (!('name' in target) || 'external' in target) return target;
    const { declarations, imports, exports } = this.get(target.module);
    if (declarations.has(target.name)) return target;
    const next = imports.get(target.name) ?? exports.get(target.name);
    if (next === undefined) throw new Error(`${target.module} has no "${target.name}".`);
    return this.resolve(next);
  }
}

function parse(path: string, text: string): Module {
  const { program, comments, errors } = parseSync(`${path}.d.ts`, text);
  if (errors[0] !== undefined) throw new Error(`${path} cannot be read: ${errors[0].message}`);
  const declarations = new Map<string, Declaration>();
  const imports = new Map<string, Target>();
  const exports = new Map<string, Target>();
  const from = (specifier: string, name: string): Target =>
    specifier.startsWith('.')
      ? { module: posix.join(posix.dirname(path), specifier), name }
      : { external: specifier, name };
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      for (const each of statement.specifiers) {
        if (each.type !== 'ImportSpecifier') throw new Error(`${path} imports all of ${statement.source.value}.`);
        imports.set(each.local.name, from(statement.source.value, nameOf(each.imported)));
      }
    } else if (statement.type === 'ExportAllDeclaration') {
      if (statement.exported === null) throw new Error(`${path} exports all of ${statement.source.value} by no name.`);
      const { module } = from(statement.source.value, '') as Local;
      exports.set(nameOf(statement.exported), { module, all: true });
    } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration === null) {
      for (const { local, exported } of statement.specifiers) {
        const { source } = statement;
        const target = source === null ? { module: path, name: nameOf(local) } : from(source.value, nameOf(local));
        exports.set(nameOf(exported), target);
      }
    } else {
      const isExported = statement.type === 'ExportNamedDeclaration';
      const declared = (isExported ? statement.declaration : statement) as Statement;
      const cut = [...comments, ...privateOf(declared)];
      for (const name of namesOf(declared)) {
        const before = declarations.get(name)?.text;
        const own = clean(text, declared, cut);
        // Overloads make one declaration.
        declarations.set(name, { text: before === undefined ? own : `${before}\n${own}`, uses: usesOf(declared) });
        if (isExported) exports.set(name, { module: path, name });
      }
    }
  }
  return { declarations, imports, exports };
}

const nameOf = (node: { type: string }): string =>
  (node as { name?: string; value?: string }).name ?? ((node as { value?: string }).value as string);

function namesOf(declared: Statement): string[] {
  switch (declared.type) {
    case 'VariableDeclaration':
      return declared.declarations.map(({ id }) => nameOf(id));
    case 'ClassDeclaration':
    case 'FunctionDeclaration':
    case 'TSDeclareFunction' as never:
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return [nameOf((declared as unknown as { id: { type: string } }).id)];
    default:
      return [];
  }
}

/** The members that are private: `#private;`, and those declared `private`. */
function privateOf(declared: Statement): Span[] {
  if (declared.type !== 'ClassDeclaration') return [];
  return declared.body.body.filter((member) => {
    const { key, accessibility } = member as unknown as { key?: { type: string }; accessibility?: string };
    return key?.type === 'PrivateIdentifier' || accessibility === 'private';
  });
}

/** The statement's text without the spans in `cut`, and without lines that are then empty. */
function clean(text: string, { start, end }: Span, cut: readonly Span[]): string {
  let left = '';
  let at = start;
  for (const span of cut.filter((each) => each.start >= start && each.end <= end).sort((a, b) => a.start - b.start)) {
    left += text.slice(at, span.start);
    at = span.end;
  }
  const lines = (left + text.slice(at, end)).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => line.trimEnd().replaceAll(/^ +/g, (indent) => ' '.repeat(indent.length / 2))).join('\n');
}

function usesOf(declared: Statement): Set<string> {
  const uses = new Set<string>();
  const take = (node: unknown): void => {
    const { type, left, expression, object } = node as Record<string, unknown>;
    if (type === 'Identifier') uses.add(nameOf(node as { type: string }));
    else if (left !== undefined || expression !== undefined || object !== undefined) take(left ?? expression ?? object);
  };
  new Visitor({
    TSTypeReference: ({ typeName }) => take(typeName),
    TSTypeQuery: ({ exprName }) => take(exprName),
    TSInterfaceHeritage: ({ expression }) => take(expression),
    TSClassImplements: ({ expression }) => take(expression),
    ClassDeclaration: ({ superClass }) => superClass && take(superClass),
    TSImportType: ({ source }) => {
      throw new Error(`${namesOf(declared)} imports a type of ${source.value} in place: say its type.`);
    },
  }).visit({ type: 'Program', body: [declared], sourceType: 'module', hashbang: null, start: 0, end: 0 } as never);
  return uses;
}
