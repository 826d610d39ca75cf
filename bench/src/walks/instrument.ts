import { type ParserOptions, parse } from '@babel/parser';
import { constructorShape, type Shape, shapeOf } from './shape.ts';
import { childrenOf, isFunction, nameOf, type SyntaxNode, works } from './syntax.ts';

/** A function of a module, as it stands in the source. */
export interface FunctionSource {
  name: string;
  line: number;
  shape: Shape;
  /** The number of the outermost function around it; its own number where there is none. */
  outermost: number;
}

export interface Instrumented {
  source: string;
  functions: FunctionSource[];
}

/**
 * Makes each function of a module tell `$walk` when it starts to run, when it waits, when it goes on and when it ends.
 * Line numbers stay the same, and so does the module's behaviour.
 *
 * @param firstId the number of the module's first function; the others follow
 * @throws SyntaxError where the source cannot be parsed
 */
export function instrument(file: string, source: string, firstId: number): Instrumented {
  const { program } = parse(source, options(file));
  const weaver = new Weaver(source, firstId);
  weaver.module(program as unknown as SyntaxNode);
  return weaver.woven();
}

interface Around {
  /** The variable that holds the frame of the code here. */
  frame: string;
  /** The variable with the frame of the function around, which is the maker of functions here; null outside of any. */
  inFunction: string | null;
  /** The number of the outermost function around. */
  outermost: number | null;
  name: string;
  isConstructor?: boolean;
}

const options = (sourceFilename: string): ParserOptions => ({
  sourceFilename,
  sourceType: 'module',
  plugins: ['typescript', ['estree', { classFeatures: true }]],
  createParenthesizedExpressions: true,
  attachComment: false,
});

class Weaver {
  readonly #source: string;
  readonly #firstId: number;
  readonly #functions: FunctionSource[] = [];
  /** In the order of the source. At one place, the outer of two beginnings comes first, and the inner of two ends. */
  readonly #edits: { at: number; text: string }[] = [];

  constructor(source: string, firstId: number) {
    this.#source = source;
    this.#firstId = firstId;
  }

  woven(): Instrumented {
    let [source, from] = ['', 0];
    for (const { at, text } of this.#edits.toSorted((a, b) => a.at - b.at)) {
      source += this.#source.slice(from, at) + text;
      from = at;
    }
    return { source: source + this.#source.slice(from), functions: this.#functions };
  }

  module(program: SyntaxNode): void {
    const id = this.#add('(module)', program.start, 'works', null);
    const body = program.body as SyntaxNode[];
    // Before the first statement, and so not before a hashbang.
    const start = body[0]?.start ?? program.end;
    this.#insert(start, `const $f${id}=$walk.enter(${id},null);`);
    for (const statement of body)
      this.#visit(statement, { frame: `$f${id}`, inFunction: null, outermost: null, name: '' });
    this.#insert(program.end, `;$walk.leave($f${id});`);
  }

  #add(name: string, at: number, shape: Shape, outermost: number | null): number {
    const line = this.#source.slice(0, at).split('\n').length;
    const id = this.#firstId + this.#functions.length;
    this.#functions.push({ name, line, shape, outermost: outermost ?? id });
    return id;
  }

  #insert(at: number, text: string): void {
    this.#edits.push({ at, text });
  }

  #visit(node: SyntaxNode, around: Around): void {
    if (isFunction(node)) this.#function(node, around);
    else if (node.type === 'AwaitExpression' || node.type === 'YieldExpression') this.#wait(node, around);
    else if (node.type === 'ForOfStatement' && node.await === true) this.#forAwait(node, around);
    else if (node.type === 'TryStatement') this.#try(node, around);
    else if (node.type === 'PropertyDefinition') this.#field(node, around);
    else this.#children(node, around);
  }

  #children(node: SyntaxNode, around: Around): void {
    const name = nameOf(node) ?? around.name;
    const isConstructor = node.type === 'MethodDefinition' && node.kind === 'constructor';
    for (const child of childrenOf(node)) this.#visit(child, { ...around, name, isConstructor });
  }

  #function(node: SyntaxNode, around: Around): void {
    const body = node.body as SyntaxNode | null;
    if (body === null || body === undefined) return;
    const name = nameOf(node) ?? around.name;
    const shape = around.isConstructor ? constructorShape(node, body) : shapeOf(node, body);
    const id = this.#add(name, node.start, shape, around.outermost);
    const frame = `$f${id}`;
    // A parameter's default counts as run by the code around the function.
    for (const parameter of node.params as SyntaxNode[]) this.#visit(parameter, { ...around, name });
    const begin = `const ${frame}=$walk.enter(${id},${around.inFunction});try{`;
    const end = `}finally{$walk.leave(${frame});}`;
    const inside = { frame, inFunction: frame, outermost: around.outermost ?? id, name };
    if (body.type === 'BlockStatement') {
      this.#insert(body.start + 1, begin);
      this.#children(body, inside);
      this.#insert(body.end - 1, end);
    } else {
      this.#insert(body.start, `{${begin}return (`);
      this.#visit(body, inside);
      this.#insert(body.end, `);${end}}`);
    }
  }

  #wait(node: SyntaxNode, around: Around): void {
    const argument = node.argument as SyntaxNode | null;
    const goOn = node.type === 'AwaitExpression' ? 'back' : 'again';
    this.#insert(node.start, `$walk.${goOn}(${around.frame},`);
    if (argument !== null) {
      this.#insert(argument.start, `$walk.away(${around.frame},`);
      this.#visit(argument, around);
      this.#insert(argument.end, '))');
    } else this.#insert(node.end, ` $walk.away(${around.frame}))`);
  }

  #forAwait(node: SyntaxNode, around: Around): void {
    const [left, right, body] = [node.left as SyntaxNode, node.right as SyntaxNode, node.body as SyntaxNode];
    this.#insert(node.start, '{');
    this.#visit(left, around);
    this.#insert(right.start, `$walk.each(${around.frame},`);
    this.#visit(right, around);
    this.#insert(right.end, ')');
    this.#insert(body.start, `{$walk.back(${around.frame});`);
    this.#visit(body, around);
    this.#insert(body.end, '}');
    this.#insert(node.end, `$walk.back(${around.frame});}`);
  }

  #try(node: SyntaxNode, around: Around): void {
    const handler = node.handler as SyntaxNode | null;
    const finalizer = node.finalizer as SyntaxNode | null;
    this.#visit(node.block as SyntaxNode, around);
    for (const block of [handler?.body as SyntaxNode | undefined, finalizer]) {
      if (!block) continue;
      this.#insert(block.start + 1, `$walk.inside(${around.frame});`);
      this.#children(block, around);
    }
  }

  /** A field's initialiser becomes a function of its own, as which the language treats it. */
  #field(node: SyntaxNode, around: Around): void {
    const value = node.value as SyntaxNode | null;
    const name = nameOf(node) ?? around.name;
    if (value === null) return;
    if (node.static === true || !works(value)) {
      this.#visit(value, { ...around, name });
      return;
    }
    const id = this.#add(`${name}=`, value.start, 'makes', around.outermost);
    const frame = `$f${id}`;
    this.#insert(value.start, `(()=>{const ${frame}=$walk.enter(${id},${around.inFunction});try{return (`);
    this.#visit(value, { frame, inFunction: frame, outermost: around.outermost ?? id, name });
    this.#insert(value.end, `);}finally{$walk.leave(${frame});}})()`);
  }
}
