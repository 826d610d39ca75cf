import { parse } from '@babel/parser';

/** A node of a syntax tree, with the fields that we use. */
export interface Node {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

/** The nodes of a TypeScript module, each before its children, and its comments with the positions where they end. */
export function syntaxOf(source: string): { nodes: Node[]; comments: { text: string; end: number }[] } {
  const { program, comments } = parse(source, {
    sourceType: 'module',
    plugins: ['typescript'],
    createParenthesizedExpressions: true,
    attachComment: false,
  });
  return {
    nodes: nodesIn(program.body),
    comments: (comments ?? []).map(({ value, end }) => ({ text: value.trim(), end: end as number })),
  };
}

function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(nodesIn);
  return 'type' in value && 'start' in value ? [value as Node, ...below] : below;
}
