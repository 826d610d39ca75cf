import { childrenOf, namesIn, type SyntaxNode } from './syntax.ts';

/**
 * `forwards`: its body is one call that is given nothing but what the function was given, and its object's fields.
 * `plain`: it keeps or shows a field. `makes`: it is what a class does to make an object. `works`: anything else.
 */
export type Shape = 'forwards' | 'plain' | 'makes' | 'works';

const TRANSPARENT = [
  ...['ParenthesizedExpression', 'TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'ChainExpression'],
  ...['ObjectExpression', 'ArrayExpression', 'SpreadElement'],
];

/** The function's parameters and fields of them and of `this`, and objects and lists of these: nothing is added. */
function isGiven(node: SyntaxNode, parameters: ReadonlySet<string>): boolean {
  if (node.type.startsWith('TS') && !TRANSPARENT.includes(node.type)) return true;
  if (node.type === 'Identifier') return parameters.has(String(node.name));
  if (node.type === 'ThisExpression' || node.type === 'Super') return true;
  if (node.type === 'MemberExpression') return node.computed !== true && isGiven(node.object as SyntaxNode, parameters);
  if (node.type === 'Property') return isGiven(node.value as SyntaxNode, parameters);
  return TRANSPARENT.includes(node.type) && [...childrenOf(node)].every((child) => isGiven(child, parameters));
}

/** Through what changes nothing: parentheses, types, `await`, `void`. */
function bare(node: SyntaxNode): SyntaxNode {
  const wrappers = ['ParenthesizedExpression', 'TSAsExpression', 'TSNonNullExpression', 'ChainExpression'];
  if (wrappers.includes(node.type)) return bare(node.expression as SyntaxNode);
  if (node.type === 'AwaitExpression') return bare(node.argument as SyntaxNode);
  if (node.type === 'UnaryExpression' && node.operator === 'void') return bare(node.argument as SyntaxNode);
  return node;
}

/** A function by its name, or a method by where it is kept. */
function isName(node: SyntaxNode): boolean {
  if (node.type === 'MemberExpression') return node.computed !== true && isName(bare(node.object as SyntaxNode));
  return ['Identifier', 'ThisExpression', 'Super'].includes(node.type);
}

/** Whatever it calls: a field's method, a function of another module. */
function isOneCall(expression: SyntaxNode, parameters: ReadonlySet<string>): boolean {
  const call = bare(expression);
  if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return false;
  return (
    isName(call.callee as SyntaxNode) &&
    (call.arguments as SyntaxNode[]).every((argument) => isGiven(argument, parameters))
  );
}

/** The one expression of a body that has no more. */
function onlyExpression(body: SyntaxNode): SyntaxNode | null {
  if (body.type !== 'BlockStatement') return body;
  const statements = body.body as SyntaxNode[];
  const [only] = statements;
  if (only === undefined || statements.length > 1) return null;
  if (only.type === 'ReturnStatement') return (only.argument as SyntaxNode | null) ?? null;
  return only.type === 'ExpressionStatement' ? (only.expression as SyntaxNode) : null;
}

/** @param node a function; @param body its own */
export function shapeOf(node: SyntaxNode, body: SyntaxNode): Shape {
  const parameters = new Set((node.params as SyntaxNode[]).flatMap(namesIn));
  const only = onlyExpression(body);
  if (only === null) return 'works';
  if (isOneCall(only, parameters)) return 'forwards';
  return isGiven(bare(only), parameters) ? 'plain' : 'works';
}

/** A constructor that only keeps what it is given does nothing. */
export function constructorShape(node: SyntaxNode, body: SyntaxNode): Shape {
  const parameters = new Set((node.params as SyntaxNode[]).flatMap(namesIn));
  const keeps = (statement: SyntaxNode): boolean => {
    const expression = statement.expression as SyntaxNode | undefined;
    if (statement.type !== 'ExpressionStatement' || expression === undefined) return false;
    if (expression.type === 'AssignmentExpression') return isGiven(expression.right as SyntaxNode, parameters);
    return expression.type === 'CallExpression' && (expression.callee as SyntaxNode).type === 'Super';
  };
  return (body.body as SyntaxNode[]).every(keeps) ? 'plain' : 'makes';
}
