import { type Node, syntaxOf } from './syntax.ts';

/** The names of the surrounding source that a piece of code uses: those that neither it nor JavaScript defines. */
export function foreignNames(code: string): string[] {
  const { nodes } = syntaxOf(`async () => { for (;;) { ${code} } }`);
  const fields = new Set(nodes.flatMap(fieldIn));
  const identifiers = nodes.filter(({ type }) => type === 'Identifier' || type === 'ThisExpression');
  const own = new Set(nodes.flatMap(patternsIn).flatMap(namesIn));
  const used = identifiers.filter((node) => !fields.has(node)).map(nameOf);
  return [...new Set(used)].filter((name) => !own.has(name) && !(name in globalThis));
}

/** `b` in `a.b` and in `{ b: c }`: a name, but not one of the surrounding source. */
function fieldIn({ type, computed, property, key }: Node): unknown[] {
  if (computed === true) return [];
  if (type.endsWith('MemberExpression')) return [property];
  return type === 'ObjectProperty' || type === 'ObjectMethod' ? [key] : [];
}

/** The patterns that give names to values: parameters, declarations, caught errors. */
function patternsIn({ params, id, param }: Node): unknown[] {
  return [params, id, param].flat();
}

function namesIn(pattern: unknown): string[] {
  if (typeof pattern !== 'object' || pattern === null) return [];
  const node = pattern as Node;
  if (node.type === 'Identifier') return [nameOf(node)];
  return Object.values(node).flat().flatMap(namesIn);
}

function nameOf(node: Node): string {
  return node.type === 'ThisExpression' ? 'this' : String(node.name);
}
