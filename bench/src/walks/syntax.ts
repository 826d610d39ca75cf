/** A node of a syntax tree in the ESTree format, with the fields that all nodes have. */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

export const isFunction = (node: SyntaxNode): boolean => FUNCTIONS.has(node.type);

/** A node's children, without types. */
export function* childrenOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (const [field, value] of Object.entries(node)) {
    if (field === 'typeAnnotation' || field === 'returnType' || field === 'typeParameters') continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && typeof child.type === 'string') yield child as SyntaxNode;
    }
  }
}

/** The name of a declaration, a member or a property; null where it has none. */
export function nameOf(node: SyntaxNode): string | null {
  const named = (node.id ?? node.key) as SyntaxNode | null | undefined;
  if (named?.type === 'Identifier') return String(named.name);
  if (named?.type === 'PrivateIdentifier') return `#${named.name}`;
  return null;
}

/** All names that a pattern binds. */
export function namesIn(pattern: SyntaxNode): string[] {
  if (pattern.type === 'Identifier') return [String(pattern.name)];
  if (pattern.type === 'Property') return namesIn(pattern.value as SyntaxNode);
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern.left as SyntaxNode);
  return [...childrenOf(pattern)].flatMap(namesIn);
}

/** Whether evaluating an expression calls or constructs something. */
export function works(node: SyntaxNode): boolean {
  if (isFunction(node)) return false;
  if (['CallExpression', 'NewExpression', 'AwaitExpression', 'TaggedTemplateExpression'].includes(node.type))
    return true;
  return [...childrenOf(node)].some(works);
}
