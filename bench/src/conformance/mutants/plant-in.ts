import { foreignNames } from './foreign-names.ts';
import { type Node, syntaxOf } from './syntax.ts';

/**
 * Replaces the expression or statement that a seam marks, which is the outermost of the nodes that begin right after
 * the marker.
 *
 * @param becomes the new code, in which `$&` stands for the old one
 * @throws Error where the seam marks neither, or where the new code uses names of the source
 */
export function plantIn(source: string, seam: string, becomes: string): string {
  const { type, start, end } = markedNode(source, seam);
  const isStatement = type.endsWith('Statement');
  // In braces or parentheses, so that it stays one statement or expression, even if it is empty or stands after an if.
  const [before, after] = isStatement ? ['{', '}'] : ['(', ')'];
  const put = (was: string): string => before + becomes.replaceAll('$&', () => before + was + after) + after;
  const foreign = foreignNames(put(isStatement ? ';' : '0'));
  if (foreign.length > 0) throw new Error(`The bug at ${seam} speaks of the source's own ${foreign.join(', ')}.`);
  return source.slice(0, start) + put(source.slice(start, end)) + source.slice(end);
}

function markedNode(source: string, seam: string): Node {
  const { nodes, comments } = syntaxOf(source);
  const marker = comments.find(({ text }) => text === `seam: ${seam}`);
  if (marker === undefined) throw new Error(`There is no comment that is the seam ${seam}.`);
  const after = nodes.filter((node) => node.start >= marker.end);
  const start = Math.min(...after.map((node) => node.start));
  const outermost = after.find((node) => node.start === start);
  if (outermost !== undefined && /(?:Statement|Expression|Literal|Identifier)$/.test(outermost.type)) return outermost;
  throw new Error(`The seam ${seam} marks neither an expression nor a statement.`);
}
