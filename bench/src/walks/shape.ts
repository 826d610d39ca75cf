import { childrenOf, namesIn, type SyntaxNode } from './syntax.ts';

/**
 * `forwards`: its body is one call, with nothing but what the function was given and its object's fields.
 * `plain`: it keeps or returns a field. `makes`: it is a part of constructing an object. `works`: anything else.
 */
export type Shape = 'forwards' | 'plain' | 'makes' | 'works';

const TRANSPARENT = [
  ...['ParenthesizedExpression', 'TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'ChainExpression'],
  ...['ObjectExpression', 'ArrayExpression', 'SpreadElement'],
];

/** Whether an expression adds nothing: parameters, `this`, their fields, and objects and lists of these. */
function isGiven(node: SyntaxNode, parameters: ReadonlySet<string>): boolean {
  if (node.type.startsWith('TS') && !TRANSPARENT.includes(node.type)) return true;
  if (node.type === 'Identifier') return parameters.has(String(node.name));
  if (node.type === 'ThisExpression' || node.type === 'Super') return true;
  if (node.type === 'MemberExpression') return node.computed !== true && isGiven(node.object as SyntaxNode, parameters);
  if (node.type === 'Property') return isGiven(node.value as SyntaxNode, parameters);
  return TRANSPARENT.includes(node.type) && [...childrenOf(node)].every((child) => isGiven(child, parameters));
}

/** Strips wrappers that change nothing: parentheses, types, `await`, `void`. */
function bare(node: SyntaxNode): SyntaxNode {
  const wrappers = ['ParenthesizedExpression', 'TSAsExpression', 'TSNonNullExpression', 'ChainExpression'];
  if (wrappers.includes(node.type)) return bare(node.expression as SyntaxNode);
  if (node.type === 'AwaitExpression') return bare(node.argument as SyntaxNode);
  if (node.type === 'UnaryExpression' && node.operator === 'void') return bare(node.argument as SyntaxNode);
  return node;
}

/** Whether an expression names a function, or a method by a path of fields. */
function isName(node: SyntaxNode): boolean {
  if (node.type === 'MemberExpression') return node.computed !== true && isName(bare(node.object as SyntaxNode));
  return ['Identifier', 'ThisExpression', 'Super'].includes(node.type);
}

/** Whether an expression is one call that adds nothing, whatever it calls. */
function isOneCall(expression: SyntaxNode, parameters: ReadonlySet<string>): boolean {
  const call = bare(expression);
  if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return false;
  return (
    isName(call.callee as SyntaxNode) &&
    (call.arguments as SyntaxNode[]).every((argument) => isGiven(argument, parameters))
  );
}

/** The expression of a body that has only one; null where it has more, or none. */
function onlyExpression(body: SyntaxNode): SyntaxNode | null {
  if (body.type !== 'BlockStatement') return body;
  const statements = body.body as SyntaxNode[];
  const [only] = statements;
  if (only === undefined || statements.length > 1) return null;
  if (only.type === 'ReturnStatement') return (only.argument as SyntaxNode | null) ?? null;
  return only.type === 'ExpressionStatement' ? (only.expression as SyntaxNode) : null;
}

/** The shape of the function `node`, whose body is `body`. */
export function shapeOf(node: SyntaxNode, body: SyntaxNode): Shape {
  const parameters = new Set((node.params as SyntaxNode[]).flatMap(namesIn));
  const only = onlyExpression(body);
  if (only === null) return 'works';
  if (isOneCall(only, parameters)) return 'forwards';
  return isGiven(bare(only), parameters) ? 'plain' : 'works';
}

/** A constructor's shape: `plain` where it only keeps what it is given. */
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
