import { parser } from '@prometheus-io/lezer-promql';

export interface LabelMatcher {
  label: string;
  op: string;
  value: string;
}

export interface SelectorUse {
  metric: string;
  matchers: LabelMatcher[];
  /** The range, if there is one: `5m`. */
  range?: string;
  /** The function that is applied to the range: `rate`. */
  fn?: string;
}

export interface ParsedPromql {
  /** What the parser could not read, with the position. */
  errors: string[];
  /** Empty if there are errors. */
  selectors: SelectorUse[];
}

type Node = ReturnType<typeof parser.parse>['topNode'];

function readMatcher(node: Node, text: (node: Node | null) => string): LabelMatcher {
  return {
    label: text(node.getChild('LabelName')),
    op: text(node.getChild('MatchOp')),
    value: JSON.parse(text(node.getChild('StringLiteral'))),
  };
}

function readSelector(node: Node, text: (node: Node | null) => string): SelectorUse {
  const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((each) =>
    readMatcher(each, text),
  );
  const use: SelectorUse = { metric: text(node.getChild('Identifier')), matchers };
  const matrix = node.parent;
  if (matrix?.name !== 'MatrixSelector') return use;
  const call = matrix.parent?.parent;
  const fn = call?.name === 'FunctionCall' ? { fn: text(call.getChild('FunctionIdentifier')) } : {};
  return { ...use, range: text(matrix.getChild('DurationExpr')), ...fn };
}

/** Parses a query: which series it selects, and what is not PromQL. Grafana's variables are not PromQL. */
export function readPromql(expr: string): ParsedPromql {
  const text = (node: Node | null) => (node === null ? '' : expr.slice(node.from, node.to));
  const tree = parser.parse(expr);
  const errors: string[] = [];
  tree.iterate({
    enter({ type, from }) {
      if (type.isError) errors.push(`at ${from}: ${expr.slice(from, from + 20) || 'the end'}`);
    },
  });
  if (errors.length > 0) return { errors, selectors: [] };
  const selectors: SelectorUse[] = [];
  tree.iterate({
    enter({ node }) {
      if (node.name === 'VectorSelector') selectors.push(readSelector(node, text));
    },
  });
  return { errors, selectors };
}
